/* refused: flexible-tail */
/* The member is a pointer, and the elements are somewhere behind. */
#include <linux/slab.h>

struct loose {
	unsigned int count;
	int *slots;
};

struct loose *pointer_member(unsigned int count)
{
	struct loose *ring;

	ring = kzalloc(sizeof(*ring) + count * sizeof(ring->slots[0]), GFP_KERNEL);
	return ring;
}
