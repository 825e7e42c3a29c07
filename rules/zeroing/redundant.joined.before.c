/* More than one allocation leads to the clearing, and each of them zeroes. */
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/string.h>

void *joined_fallback(size_t size)
{
	void *memory;

	memory = kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
	if (!memory)
		memory = vzalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

struct table {
	u32 *slots;
	int count;
};

int joined_arms(struct table *table, int count, bool large)
{
	if (large)
		table->slots = vzalloc(count * sizeof(u32));
	else
		table->slots = kcalloc(count, sizeof(u32), GFP_KERNEL);
	if (!table->slots)
		return -ENOMEM;
	memset(table->slots, 0, count * sizeof(u32));
	table->count = count;
	return 0;
}
