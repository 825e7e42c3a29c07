/* The object's address goes straight into a member, an element, or where an argument points. */
#include <linux/slab.h>
#include <linux/string.h>

#define SLOTS	8
#define PRIVATE(dev)	((dev)->adapter)

struct stats {
	u64 packets, bytes;
};

struct adapter {
	struct stats *stats;
	struct stats *per_queue[SLOTS];
	struct {
		void *table;
		int length;
	} filter;
};

static struct stats *shared;

int lvalue_member(struct adapter *adapter)
{
	adapter->stats = kzalloc(sizeof(*adapter->stats), GFP_KERNEL);
	if (!adapter->stats)
		return -ENOMEM;
	return 0;
}

int lvalue_member_type(struct adapter *adapter)
{
	adapter->stats = kzalloc(sizeof(struct stats), GFP_KERNEL);
	if (adapter->stats == NULL) {
		printk(KERN_ERR "adapter: no memory\n");
		return -ENOMEM;
	}
	return 0;
}

int lvalue_inner_member(struct adapter *adapter, int length)
{
	adapter->filter.table = kzalloc(length, GFP_KERNEL);
	if (!adapter->filter.table)
		return -ENOMEM;
	adapter->filter.length = length;
	return 0;
}

int lvalue_element(struct adapter *adapter)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		adapter->per_queue[i] = kzalloc(sizeof(struct stats), GFP_KERNEL);
		if (!adapter->per_queue[i])
			return -ENOMEM;
	}
	return 0;
}

int lvalue_pointer(struct stats **out)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	return 0;
}

int lvalue_pointer_element(struct stats **out, int index)
{
	out[index] = kzalloc(sizeof(struct stats), GFP_KERNEL);
	if (out[index] == NULL)
		return -ENOMEM;
	return 0;
}

int lvalue_global(void)
{
	shared = kzalloc(sizeof(*shared), GFP_KERNEL);
	if (!shared)
		return -ENOMEM;
	return 0;
}

int lvalue_local_structure(size_t length)
{
	struct adapter adapter;

	adapter.stats = kzalloc(length, GFP_KERNEL);
	if (!adapter.stats)
		return -ENOMEM;
	return adapter_probe(&adapter);
}

int lvalue_macro(struct net_device *dev)
{
	PRIVATE(dev) = kzalloc(sizeof(struct adapter), GFP_KERNEL);
	if (!PRIVATE(dev))
		return -ENOMEM;
	return 0;
}
