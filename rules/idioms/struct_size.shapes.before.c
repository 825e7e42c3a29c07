/* The same sum in other words, and other allocators. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

struct ring *shape_declaration(unsigned int count)
{
	struct ring *ring = kmalloc(sizeof(struct ring) + sizeof(*ring->slots) * count, GFP_KERNEL);

	return ring;
}

struct ring *shape_order(unsigned int count)
{
	struct ring *ring;

	ring = kvzalloc((count + 1) * sizeof(ring->slots[0]) + sizeof(*ring), GFP_KERNEL);
	return ring;
}

int shape_managed(struct device *dev, struct ring **out, unsigned int count)
{
	*out = devm_kzalloc(dev, sizeof(**out) + count * sizeof((*out)->slots[0]), GFP_KERNEL);
	return *out ? 0 : -ENOMEM;
}
