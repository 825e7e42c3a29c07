/* refused: whole-object */
/* An object of one structure, cleared by the size of another; a cache's and a pool's too. */
#include <linux/dmapool.h>
#include <linux/slab.h>
#include <linux/string.h>

struct inner {
	int a;
};

struct outer {
	struct inner inner;
	int b;
};

static struct kmem_cache *outer_cachep;
static struct dma_pool *outer_pool;

int outer_init(struct device *dev)
{
	outer_cachep = kmem_cache_create("outer", sizeof(struct outer), 0, 0, NULL);
	outer_pool = dma_pool_create("outer", dev, sizeof(struct outer), 8, 0);
	return outer_cachep && outer_pool ? 0 : -ENOMEM;
}

struct outer *type_kmalloc(void)
{
	struct outer *outer;

	outer = kmalloc(sizeof(struct outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	memset(outer, 0, sizeof(struct inner));
	return outer;
}

struct outer *type_cache(void)
{
	struct inner *inner;

	inner = kmem_cache_alloc(outer_cachep, GFP_KERNEL);
	if (!inner)
		return NULL;
	memset(inner, 0, sizeof(*inner));
	return container_of(inner, struct outer, inner);
}

struct inner *type_pool(dma_addr_t *dma)
{
	struct inner *inner = dma_pool_alloc(outer_pool, GFP_KERNEL, dma);

	if (!inner)
		return NULL;
	memset(inner, 0, sizeof(struct inner));
	return inner;
}

unsigned long *type_bitmap(unsigned int nr)
{
	unsigned long *bits = bitmap_alloc(nr, GFP_KERNEL);

	if (!bits)
		return NULL;
	bitmap_zero(bits, nr / 2);
	return bits;
}
