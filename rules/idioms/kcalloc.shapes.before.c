/* The number of elements in other forms. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

int shape_sum(struct ring *ring)
{
	ring->slots = kzalloc(sizeof(*ring->slots) * (ring->count + 1), GFP_KERNEL);
	return ring->slots ? 0 : -ENOMEM;
}

int shape_parentheses(struct ring *ring)
{
	if (!(ring->slots = kmalloc((ring->count * sizeof(struct slot)), GFP_KERNEL)))
		return -ENOMEM;
	return 0;
}

int shape_lines(struct ring *ring, unsigned int number_of_slots_of_this_ring)
{
	ring->slots = kzalloc(number_of_slots_of_this_ring *
			      sizeof(*ring->slots), GFP_KERNEL);
	return ring->slots ? 0 : -ENOMEM;
}
