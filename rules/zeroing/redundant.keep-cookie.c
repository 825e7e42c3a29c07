/* refused: zero-already */
/* What comes back is no memory that the kernel can read. */
#include <linux/dma-mapping.h>
#include <linux/string.h>

void *cookie(struct device *dev, size_t size, dma_addr_t *bus)
{
	void *memory;

	memory = dma_alloc_attrs(dev, size, bus, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}
