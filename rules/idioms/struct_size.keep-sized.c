/* refused: flexible-tail */
/* The member has a size, or is not the last one. */
#include <linux/slab.h>

struct sized {
	unsigned int count;
	int slots[4];
};

struct middle {
	int slots[0];
	unsigned int count;
};

struct sized *sized_member(unsigned int count)
{
	struct sized *ring;

	ring = kzalloc(sizeof(*ring) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	return ring;
}

struct middle *middle_member(unsigned int count)
{
	struct middle *ring;

	ring = kzalloc(sizeof(*ring) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	return ring;
}
