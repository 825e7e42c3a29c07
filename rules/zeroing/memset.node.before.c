/* Allocations that name a memory node, and arrays. */
#include <linux/slab.h>
#include <linux/string.h>

struct counter {
	u64 value;
};

struct counter *node_one(int node)
{
	struct counter *counter;

	counter = kmalloc_node(sizeof(*counter), GFP_KERNEL, node);
	if (!counter)
		return NULL;
	memset(counter, 0, sizeof(*counter));
	return counter;
}

struct counter *node_array(size_t nr, int node)
{
	struct counter *counters;

	counters = kmalloc_array_node(nr, sizeof(*counters), GFP_KERNEL,
				      node);
	if (!counters)
		return NULL;
	memset(counters, 0, nr * sizeof(*counters));
	return counters;
}

int node_of_device(struct device *dev, struct counter **out)
{
	*out = kmalloc_node(sizeof(struct counter), GFP_KERNEL,
			    dev_to_node(dev));
	if (*out == NULL)
		return -ENOMEM;
	memset(*out, 0, sizeof(struct counter));
	return 0;
}
