/* refused: flexible-tail */
/* The structure is not found, or it is another one. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

struct hidden *unknown_structure(unsigned int count)
{
	struct hidden *ring;

	ring = kzalloc(sizeof(*ring) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	return ring;
}

struct ring *other_structure(unsigned int count)
{
	struct ring *ring;

	ring = kzalloc(sizeof(struct slot) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	return ring;
}
