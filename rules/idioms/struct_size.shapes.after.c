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
	struct ring *ring = kmalloc(struct_size(ring, slots, count), GFP_KERNEL);

	return ring;
}

struct ring *shape_order(unsigned int count)
{
	struct ring *ring;

	ring = kvzalloc(struct_size(ring, slots, count + 1), GFP_KERNEL);
	return ring;
}

int shape_managed(struct device *dev, struct ring **out, unsigned int count)
{
	*out = devm_kzalloc(dev, struct_size(*out, slots, count), GFP_KERNEL);
	return *out ? 0 : -ENOMEM;
}
