/* refused: plain-factor */
/* The number of elements is a product itself, which may overflow too. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

void *product_three(unsigned int rows, unsigned int columns)
{
	return kzalloc(rows * columns * sizeof(struct slot), GFP_KERNEL);
}

void *product_shift(unsigned int order)
{
	return kzalloc(sizeof(struct slot) * (1 << order), GFP_KERNEL);
}
