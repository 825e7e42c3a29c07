/* refused: has-twin */
/* Two allocations, one clearing, and one of them has no twin: neither changes. */
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/string.h>

struct bio_like {
	int flags;
};

struct bio_like *joined_pool(mempool_t *pool, gfp_t flags)
{
	struct bio_like *bio;

	if (pool)
		bio = mempool_alloc(pool, flags);
	else
		bio = kmalloc(sizeof(*bio), flags);
	if (!bio)
		return NULL;
	memset(bio, 0, sizeof(*bio));
	return bio;
}

void *joined_pages(size_t size)
{
	void *memory;

	memory = alloc_pages_exact(size, GFP_KERNEL | __GFP_NOWARN);
	if (!memory)
		memory = vmalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}
