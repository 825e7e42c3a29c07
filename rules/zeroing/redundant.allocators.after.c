/* Allocators that zero, under their own names and by a flag. */
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/string.h>

struct item {
	int id;
	struct item *next;
};

struct item *allocators_array(int count)
{
	struct item *items;

	items = kcalloc(count, sizeof(*items), GFP_KERNEL);
	if (!items)
		return NULL;
	return items;
}

void *allocators_large(size_t size)
{
	void *memory = vzalloc(size);

	return memory;
}

struct item *allocators_flag(gfp_t flags)
{
	struct item *item;

	item = kmalloc(sizeof(*item), flags | __GFP_ZERO);
	if (!item)
		return NULL;
	return item;
}

struct item *allocators_flags(int node)
{
	struct item *item;

	item = kvmalloc_node(sizeof(*item), GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN, node);
	if (!item)
		return NULL;
	return item;
}

int allocators_managed(struct device *dev, struct item **out)
{
	struct item *item = devm_kzalloc(dev, sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	*out = item;
	return 0;
}
