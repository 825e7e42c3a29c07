/* Memory of a general pool, with its DMA address. */
#include <linux/genalloc.h>
#include <linux/string.h>

struct sram {
	struct gen_pool *pool;
	void *area;
	dma_addr_t dma;
};

int sram_get(struct sram *sram, size_t size)
{
	sram->area = gen_pool_dma_alloc(sram->pool, size, &sram->dma);
	if (!sram->area)
		return -ENOMEM;
	memset(sram->area, 0, size);
	return 0;
}

void *sram_get_aligned(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	void *area;

	area = gen_pool_dma_alloc_align(pool, size, dma, 64);
	if (!area)
		return NULL;
	memset(area, 0, size);
	return area;
}

void *sram_get_first_fit(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	void *area = gen_pool_dma_alloc_algo(pool, size, dma,
					     gen_pool_first_fit, NULL);

	if (area)
		memset(area, 0, size);
	return area;
}
