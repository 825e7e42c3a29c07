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
		memory = kmalloc(size, GFP_KERNEL);
	else
		memory = vmalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

void *two_branches_braces(size_t size)
{
	void *memory;

	if (size > PAGE_SIZE) {
		memory = vmalloc(size);
	} else {
		memory = kmalloc(size, GFP_KERNEL);
	}
	if (memory)
		memset(memory, 0, size);
	return memory;
}

struct table *two_flags(int atomic)
{
	struct table *table;

	if (atomic)
		table = kmalloc(sizeof(*table), GFP_ATOMIC);
	else
		table = kmalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	memset(table, 0, sizeof(*table));
	return table;
}

void *two_fallback(size_t size)
{
	void *memory;

	memory = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	if (!memory)
		memory = vmalloc(size);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

void *two_of_three(size_t size, int node, int kind)
{
	void *memory;

	switch (kind) {
	case 0:
		memory = kmalloc(size, GFP_KERNEL);
		break;
	case 1:
		memory = kmalloc_node(size, GFP_KERNEL, node);
		break;
	default:
		memory = vmalloc_node(size, node);
		break;
	}
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

struct table *two_clearings(int nr)
{
	struct table *table;

	table = kmalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	if (nr) {
		memset(table, 0, sizeof(*table));
		table->nr = nr;
	} else {
		memset(table, 0, sizeof(*table));
		table->nr = 1;
	}
	return table;
}
