/* refused: zero-already */
/* A file whose memset() is another one. */
#include <linux/slab.h>

#define memset(to, byte, size) poison(to, size)

void *own_memset(size_t size)
{
	void *memory;

	memory = kzalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}
