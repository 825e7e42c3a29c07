/* refused: zero-already */
/* A file with an allocator of its own, under a well-known name. */
#include <linux/string.h>

#define vzalloc(size) pool_take(size)

void *own_allocator(size_t size)
{
	void *memory;

	memory = vzalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}
