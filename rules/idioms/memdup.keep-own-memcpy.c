/* refused: has-api */
/* This memcpy() is not the well-known one. */
#include <linux/slab.h>
#include <linux/string.h>

#define memcpy(to, from, len) copy_and_count(to, from, len)

void *own_memcpy(const void *src, size_t len)
{
	void *p = kmalloc(len, GFP_KERNEL);

	if (!p)
		return NULL;
	memcpy(p, src, len);
	return p;
}
