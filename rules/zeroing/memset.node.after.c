/* Allocations that name a memory node, and arrays. */
#include <linux/slab.h>
#include <linux/string.h>

struct counter {
	u64 value;
};

struct counter *node_one(int node)
{
	struct counter *counter;

	counter = kzalloc_node(sizeof(*counter), GFP_KERNEL, node);
	if (!counter)
		return NULL;
	return counter;
}

struct counter *node_array(size_t nr, int node)
{
	struct counter *counters;

	counters = kcalloc_node(nr, sizeof(*counters), GFP_KERNEL,
				node);
	if (!counters)
		return NULL;
	return counters;
}

int node_of_device(struct device *dev, struct counter **out)
{
	*out = kzalloc_node(sizeof(struct counter), GFP_KERNEL,
			    dev_to_node(dev));
	if (*out == NULL)
		return -ENOMEM;
	return 0;
}
