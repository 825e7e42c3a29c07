/* review: structure */
/* Many structures, of which the first is set up. */
#include <linux/slab.h>

struct cell {
	int value;
	int count;
	struct cell *next;
};

struct cell *array_of_structures(int count)
{
	struct cell *cells;

	cells = kmalloc_array(count, sizeof(struct cell), GFP_KERNEL);
	if (!cells)
		return NULL;
	cells->value = 0;
	cells->next = NULL;
	return cells;
}
