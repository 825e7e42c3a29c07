/* Initialisers, conditions, returns, and other allocators. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

int shape_declaration(unsigned int count)
{
	struct slot **table = (struct slot **)kcalloc(count, sizeof(*table), GFP_KERNEL);

	return table ? use(table) : -ENOMEM;
}

int shape_condition(struct kmem_cache *cache)
{
	struct slot *slot;

	if (!(slot = (struct slot *) kmem_cache_alloc(cache, GFP_KERNEL)))
		return -ENOMEM;
	return use(slot);
}

u8 *shape_return(size_t size)
{
	return (u8 *)vmalloc(size);
}

int shape_lines(struct ring *ring, struct dma_pool *pool, dma_addr_t *dma)
{
	struct slot *slot;

	slot = (struct slot *)
		dma_pool_zalloc(pool, GFP_KERNEL, dma);
	return slot ? use(slot) : -ENOMEM;
}
