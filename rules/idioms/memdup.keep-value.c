/* refused: value-unused */
/* The value of memcpy() is used. */
#include <linux/slab.h>
#include <linux/string.h>

void *value_returned(const void *src, size_t len)
{
	void *p = kmalloc(len, GFP_KERNEL);

	if (!p)
		return NULL;
	return memcpy(p, src, len);
}
