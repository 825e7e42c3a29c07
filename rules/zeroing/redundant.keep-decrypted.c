/* refused: untouched */
/* To change whether a page is encrypted changes what is read from it; a device writes what it knows the address of. */
#include <linux/slab.h>
#include <linux/dma-mapping.h>
#include <linux/string.h>

void *decrypted_page(void)
{
	void *page;

	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return NULL;
	if (set_memory_decrypted((unsigned long)page, 1))
		return NULL;
	memset(page, 0, PAGE_SIZE);
	return page;
}

void *written_by_device(struct device *dev, void __iomem *registers)
{
	dma_addr_t bus;
	void *buffer;

	buffer = dma_alloc_coherent(dev, 4096, &bus, GFP_KERNEL);
	if (!buffer)
		return NULL;
	device_probe(registers, bus);
	memset(buffer, 0, 4096);
	return buffer;
}
