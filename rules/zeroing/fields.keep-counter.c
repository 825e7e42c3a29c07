/* refused: counter-unused */
#include <linux/slab.h>

struct rack {
	int used;
	void *slots[8];
};

/* what the counter ends at is stored */
struct rack *rack_full(void)
{
	struct rack *rack;
	int i;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;
	for (i = 0; i < 8; i++)
		rack->slots[i] = NULL;
	rack->used = i;
	return rack;
}

/* read on one path only */
struct rack *rack_maybe(int wide)
{
	struct rack *rack;
	int i;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;
	for (i = 0; i < 8; i++)
		rack->slots[i] = NULL;
	rack->used = 3;
	if (wide)
		rack_widen(i);
	for (i = 0; i < 2; i++)
		rack_count(i);
	return rack;
}
