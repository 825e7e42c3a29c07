/* The object stands in a member: what is written beside it, and to memory that was there before, is not the object. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/string.h>

struct ring {
	int count;
	u32 *tags;
	void *desc;
	dma_addr_t desc_dma;
	struct device *dev;
	char name[16];
	u8 mac[6];
};

int beside_handle(struct ring *ring)
{
	ring->tags = kmalloc(ring->count * sizeof(u32), GFP_KERNEL);
	if (!ring->tags)
		return -ENOMEM;
	ring->desc = dma_alloc_coherent(ring->dev, 64, &ring->desc_dma, GFP_KERNEL);
	memset(ring->tags, 0, ring->count * sizeof(u32));
	return 0;
}

int beside_array(struct ring *ring, const u8 *mac)
{
	u32 *tags = kmalloc(64, GFP_KERNEL);

	if (!tags)
		return -ENOMEM;
	ring->tags = tags;
	ring->mac[0] = mac[0];
	strscpy(ring->name, "ring", sizeof(ring->name));
	memset(tags, 0, 64);
	return 0;
}
