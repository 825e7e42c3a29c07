/* Several allocations, one clearing: all of them change. */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

struct table {
	void *rows;
	int nr;
};

void *two_branches(size_t size)
{
	void *memory;

	if (size <= PAGE_SIZE)
		memory = kzalloc(size, GFP_KERNEL);
	else
		memory = vzalloc(size);
	if (!memory)
		return NULL;
	return memory;
}

void *two_branches_braces(size_t size)
{
	void *memory;

	if (size > PAGE_SIZE) {
		memory = vzalloc(size);
	} else {
		memory = kzalloc(size, GFP_KERNEL);
	}
	return memory;
}

struct table *two_flags(int atomic)
{
	struct table *table;

	if (atomic)
		table = kzalloc(sizeof(*table), GFP_ATOMIC);
	else
		table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	return table;
}

void *two_fallback(size_t size)
{
	void *memory;

	memory = kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
	if (!memory)
		memory = vzalloc(size);
	if (!memory)
		return NULL;
	return memory;
}

void *two_of_three(size_t size, int node, int kind)
{
	void *memory;

	switch (kind) {
	case 0:
		memory = kzalloc(size, GFP_KERNEL);
		break;
	case 1:
		memory = kzalloc_node(size, GFP_KERNEL, node);
		break;
	default:
		memory = vzalloc_node(size, node);
		break;
	}
	if (!memory)
		return NULL;
	return memory;
}

struct table *two_clearings(int nr)
{
	struct table *table;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	if (nr) {
		table->nr = nr;
	} else {
		table->nr = 1;
	}
	return table;
}
