/* refused: needless-cast */
/* The type counts: for a member, in arithmetic, in a choice, for what gets it. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

int *used_member(void)
{
	return &((struct slot *)kmalloc(sizeof(struct slot), GFP_KERNEL))->irq;
}

u32 *used_arithmetic(void)
{
	return (u32 *)kmalloc(64, GFP_KERNEL) + 4;
}

int used_inferred(void)
{
	__auto_type slot = (struct slot *)kmalloc(sizeof(struct slot), GFP_KERNEL);

	return slot ? slot->irq : 0;
}

int used_argument(struct ring *ring)
{
	return ring_add(ring, (struct slot *)kmalloc(sizeof(struct slot), GFP_KERNEL));
}
