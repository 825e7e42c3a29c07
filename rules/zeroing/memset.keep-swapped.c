/* refused: whole-object */
/* The allocator's arguments are swapped: the compiler takes it, the sizes tell. */
#include <linux/slab.h>
#include <linux/string.h>

struct tuner {
	int frequency;
};

struct tuner *swapped_kmalloc(void)
{
	struct tuner *tuner;

	tuner = kmalloc(GFP_KERNEL, sizeof(*tuner));
	if (!tuner)
		return NULL;
	memset(tuner, 0, sizeof(*tuner));
	return tuner;
}

struct tuner *swapped_node(int node)
{
	struct tuner *tuner = kmalloc_node(node, GFP_KERNEL, sizeof(struct tuner));

	if (!tuner)
		return NULL;
	memset(tuner, 0, sizeof(struct tuner));
	return tuner;
}
