/* refused: value-unused */
/* The value of the call is the pointer. */
#include <linux/slab.h>
#include <linux/string.h>

void *value_returned(size_t size)
{
	void *memory;

	memory = kzalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	return memset(memory, 0, size);
}
