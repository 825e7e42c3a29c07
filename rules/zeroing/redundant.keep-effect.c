/* refused: pure */
/* What is counted in the call must still be counted. */
#include <linux/slab.h>
#include <linux/string.h>

void *effect_counted(int *count, size_t size)
{
	char *memory;

	memory = kzalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(memory, 0, (*count)++);
	return memory;
}
