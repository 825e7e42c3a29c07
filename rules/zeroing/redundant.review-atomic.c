/* review: zero-already */
/* A pool that 32-bit ARM does not clear: what was freed there comes back as it was. */
#include <linux/dma-mapping.h>
#include <linux/string.h>

void *atomic_command(struct device *dev, size_t size, dma_addr_t *bus)
{
	void *command;

	command = dma_alloc_coherent(dev, size, bus, GFP_ATOMIC);
	if (!command)
		return NULL;
	memset(command, 0, size);
	return command;
}
