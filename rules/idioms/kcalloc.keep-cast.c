/* refused: plain-factor */
/* The author says how wide the product is. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

void *cast_wide(unsigned int count)
{
	return vmalloc((u64)count * sizeof(struct slot));
}

void *cast_size(unsigned int count)
{
	return kmalloc(sizeof(struct slot) * (size_t)count, GFP_KERNEL);
}
