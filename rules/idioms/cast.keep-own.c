/* refused: needless-cast */
/* This kmalloc() returns an address as a number. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

#define kmalloc(size, flags) arena_take(size)

struct slot *own_kmalloc(void)
{
	struct slot *slot = (struct slot *)kmalloc(sizeof(*slot), GFP_KERNEL);

	return slot;
}
