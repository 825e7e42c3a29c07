/* Memory for a device: a member holds it, casts at the destination, a second allocation in between. */
#include <linux/dma-mapping.h>
#include <linux/string.h>

struct ring {
	void *memory;
	dma_addr_t bus;
	u32 size;
	u32 head;
};

struct engine {
	struct device *dev;
	struct ring submit;
	struct ring complete;
	int users;
};

int dma_member(struct engine *engine)
{
	struct ring *ring = &engine->submit;

	ring->memory = dma_alloc_coherent(engine->dev, ring->size, &ring->bus, GFP_KERNEL);
	if (!ring->memory)
		return -ENOMEM;
	memset(ring->memory, 0, ring->size);
	ring->head = 0;
	return 0;
}

int dma_cast(struct engine *engine)
{
	engine->complete.memory = dma_alloc_coherent(engine->dev, engine->complete.size,
						     &engine->complete.bus, GFP_NOIO | __GFP_NOWARN);
	if (!engine->complete.memory) {
		dev_err(engine->dev, "no memory for the ring\n");
		return -ENOMEM;
	}
	memset((u8 *)engine->complete.memory, 0, engine->complete.size);
	return 0;
}

void *dma_both(struct engine *engine, size_t size, dma_addr_t *bus)
{
	void *buffer;

	buffer = dma_alloc_wc(engine->dev, size, bus, GFP_KERNEL);
	if (!buffer)
		return NULL;
	engine->submit.memory = dma_alloc_coherent(engine->dev, 4096, &engine->submit.bus, GFP_KERNEL);
	if (!engine->submit.memory) {
		dma_free_wc(engine->dev, size, buffer, *bus);
		return NULL;
	}
	memset(buffer, 0, size);
	memset(engine->submit.memory, 0, 4096);
	return buffer;
}
