/* A ring with its slots behind it. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

struct ring *ring_alloc(unsigned int count)
{
	struct ring *ring;

	ring = kzalloc(struct_size(ring, slots, count), GFP_KERNEL);
	if (!ring)
		return NULL;
	ring->count = count;
	return ring;
}
