/* review: zero-already */
/* A driver for many kernels: before Linux 5.0 this memory was not zero. */
#include <linux/dma-mapping.h>
#include <linux/string.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 3, 0)
#define array_index_nospec(index, size) (index)
#endif

void *versions_ring(struct device *dev, size_t size, dma_addr_t *bus)
{
	void *ring;

	ring = dma_alloc_coherent(dev, size, bus, GFP_KERNEL);
	if (!ring)
		return NULL;
	memset(ring, 0, size);
	return ring;
}
