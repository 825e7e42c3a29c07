/* refused: has-api */
/* This is how the function is made. */
#include <linux/slab.h>
#include <linux/string.h>

void *kvmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *p;

	p = kvmalloc(len, gfp);
	if (p)
		memcpy(p, src, len);
	return p;
}
