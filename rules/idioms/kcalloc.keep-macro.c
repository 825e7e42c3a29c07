/* refused: outside-macro */
/* The text of a macro. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

#define SLOTS_ALLOC(ring)						\
do {									\
	(ring)->slots = kzalloc((ring)->count * sizeof(struct slot), GFP_KERNEL); \
} while (0)
