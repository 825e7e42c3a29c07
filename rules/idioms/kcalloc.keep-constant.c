/* refused: plain-factor */
/* A constant product overflows for the compiler to see. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

#define SLOTS 16

void *constant_number(unsigned int count)
{
	return kzalloc(4 * sizeof(struct slot), GFP_KERNEL);
}

void *constant_name(unsigned int count)
{
	return kzalloc(SLOTS * sizeof(struct slot), GFP_KERNEL);
}

void *constant_sum(unsigned int count)
{
	return kzalloc((SLOTS + 1) * sizeof(struct slot), GFP_KERNEL);
}

void *constant_sizes(unsigned int count)
{
	return kmalloc(sizeof(long) * sizeof(u8), GFP_KERNEL);
}
