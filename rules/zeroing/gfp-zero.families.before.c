/* Other allocators with flags. */
#include <linux/device.h>
#include <linux/slab.h>

void **table_new(int rows, struct device *dev)
{
	void **rows_of = kmalloc_array(rows, sizeof(*rows_of), GFP_KERNEL | __GFP_ZERO);

	return rows_of ?: devm_kmalloc(dev, rows * sizeof(*rows_of), GFP_KERNEL | __GFP_ZERO);
}

void *table_large(size_t rows, size_t size)
{
	if (size)
		return kvmalloc_array(rows, size, GFP_KERNEL | __GFP_ZERO);
	return kvmalloc(rows, GFP_KERNEL | __GFP_ZERO);
}

unsigned long page_new(void)
{
	return __get_free_page(GFP_KERNEL | __GFP_ZERO);
}

void *ring_new(struct ring *ring, int node)
{
	ring->slots = kmalloc_node(ring->size, GFP_KERNEL | __GFP_ZERO, node);
	ring->used = bitmap_alloc(ring->size, __GFP_ZERO | GFP_KERNEL);
	return dma_pool_alloc(ring->pool, GFP_ATOMIC | __GFP_ZERO, &ring->address);
}

void *cell_new(struct table *table)
{
	return kmem_cache_alloc(table->cells, GFP_NOWAIT | __GFP_ZERO);
}

/*
 * A constructor is no matter: kmem_cache_zalloc() is the same call with the same flag. Whoever sets both has a bug
 * before, and the same one after.
 */
void *cell_with_constructor(void)
{
	return kmem_cache_alloc(made_cells, GFP_KERNEL | __GFP_ZERO);
}

int made_cells_create(void)
{
	made_cells = kmem_cache_create("cell", sizeof(struct cell), 0, 0, cell_init);
	return made_cells ? 0 : -ENOMEM;
}
