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

	ring = kzalloc(sizeof(*ring) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	if (!ring)
		return NULL;
	ring->count = count;
	return ring;
}
