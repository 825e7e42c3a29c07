/* A habit of C++. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

struct slot *slot_alloc(void)
{
	struct slot *slot;

	slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return NULL;
	slot->irq = -1;
	return slot;
}
