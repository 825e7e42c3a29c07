/* Other allocators with flags. */
#include <linux/device.h>
#include <linux/slab.h>

void **table_new(int rows, struct device *dev)
{
	void **rows_of = kcalloc(rows, sizeof(*rows_of), GFP_KERNEL);

	return rows_of ?: devm_kzalloc(dev, rows * sizeof(*rows_of), GFP_KERNEL);
}

void *table_large(size_t rows, size_t size)
{
	if (size)
		return kvcalloc(rows, size, GFP_KERNEL);
	return kvzalloc(rows, GFP_KERNEL);
}

unsigned long page_new(void)
{
	return get_zeroed_page(GFP_KERNEL);
}

void *ring_new(struct ring *ring, int node)
{
	ring->slots = kzalloc_node(ring->size, GFP_KERNEL, node);
	ring->used = bitmap_zalloc(ring->size, GFP_KERNEL);
	return dma_pool_zalloc(ring->pool, GFP_ATOMIC, &ring->address);
}

void *cell_new(struct table *table)
{
	return kmem_cache_zalloc(table->cells, GFP_NOWAIT);
}

/*
 * A constructor is no matter: kmem_cache_zalloc() is the same call with the same flag. Whoever sets both has a bug
 * before, and the same one after.
 */
void *cell_with_constructor(void)
{
	return kmem_cache_zalloc(made_cells, GFP_KERNEL);
}

int made_cells_create(void)
{
	made_cells = kmem_cache_create("cell", sizeof(struct cell), 0, 0, cell_init);
	return made_cells ? 0 : -ENOMEM;
}
