/* refused: counter-unused */
#include <linux/slab.h>

struct rack {
	int used;
	void *slots[8];
};

/* how often the loop asks is the device's business */
struct rack *rack_probe(struct device *dev)
{
	struct rack *rack;
	int i = 0;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;
	rack->used = i;
	for (i = 0; i < rack_next_slot(dev); i++)
		rack->slots[i] = NULL;
	return rack;
}

static int rack_last;

/* the counter belongs to everybody */
struct rack *rack_shared(void)
{
	struct rack *rack;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;
	rack->used = 3;
	for (rack_last = 0; rack_last < 8; rack_last++)
		rack->slots[rack_last] = NULL;
	return rack;
}
