/* A DMA pool that is created in the same file with the size that is cleared. */
#include <linux/dmapool.h>
#include <linux/string.h>

struct descriptor {
	__le32 control;
	__le32 address;
};

struct engine {
	struct dma_pool *descriptors;
	struct descriptor *first;
	dma_addr_t first_dma;
};

int engine_init(struct engine *engine, struct device *dev)
{
	engine->descriptors = dma_pool_create("descriptors", dev,
					      sizeof(struct descriptor), 16, 0);
	return engine->descriptors ? 0 : -ENOMEM;
}

struct descriptor *pool_plain(struct engine *engine, dma_addr_t *dma)
{
	struct descriptor *descriptor;

	descriptor = dma_pool_zalloc(engine->descriptors, GFP_ATOMIC, dma);
	if (!descriptor)
		return NULL;
	descriptor->control = cpu_to_le32(1);
	return descriptor;
}

int pool_member(struct engine *engine)
{
	engine->first = dma_pool_zalloc(engine->descriptors, GFP_KERNEL,
					&engine->first_dma);
	if (!engine->first)
		return -ENOMEM;
	return 0;
}
