/* review: pure */
/* A callee in the deleted call, or called twice before: it must have no effect. */
#include <linux/slab.h>
#include <linux/string.h>

struct layout {
	int columns;
};

void *effect_size(struct layout *layout)
{
	void *memory;

	memory = kmalloc(layout_size(layout), GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(memory, 0, layout_size(layout));
	return memory;
}

int *effect_count(struct layout *layout)
{
	int *table = kmalloc(count_of(layout) * sizeof(*table), GFP_KERNEL);

	if (!table)
		return NULL;
	memset(table, 0, sizeof(*table) * count_of(layout));
	return table;
}
