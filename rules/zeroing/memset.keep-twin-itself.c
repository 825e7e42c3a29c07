/* refused: has-twin */
/* These are the twins: they would call themselves. */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

void *kzalloc(size_t size, gfp_t flags)
{
	void *memory = kmalloc(size, flags);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

void *vzalloc(unsigned long size)
{
	void *memory;

	memory = vmalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

static inline void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	void *memory = kmalloc_array(n, size, flags);

	if (memory)
		memset(memory, 0, n * size);
	return memory;
}

u8 *_rtw_zmalloc(u32 sz)
{
	u8 *pbuf = _rtw_malloc(sz);

	if (pbuf != NULL)
		memset(pbuf, 0, sz);
	return pbuf;
}
