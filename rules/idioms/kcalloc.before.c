/* A table of as many entries as the device has. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct slot *slots_alloc(unsigned int count)
{
	struct slot *slots;

	slots = kzalloc(count * sizeof(*slots), GFP_KERNEL);
	if (!slots)
		return NULL;
	slots->irq = -1;
	return slots;
}
