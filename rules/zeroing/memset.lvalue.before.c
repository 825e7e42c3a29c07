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
	adapter->stats = kmalloc(sizeof(*adapter->stats), GFP_KERNEL);
	if (!adapter->stats)
		return -ENOMEM;
	memset(adapter->stats, 0, sizeof(*adapter->stats));
	return 0;
}

int lvalue_member_type(struct adapter *adapter)
{
	adapter->stats = kmalloc(sizeof(struct stats), GFP_KERNEL);
	if (adapter->stats == NULL) {
		printk(KERN_ERR "adapter: no memory\n");
		return -ENOMEM;
	}
	memset(adapter->stats, 0, sizeof(struct stats));
	return 0;
}

int lvalue_inner_member(struct adapter *adapter, int length)
{
	adapter->filter.table = kmalloc(length, GFP_KERNEL);
	if (!adapter->filter.table)
		return -ENOMEM;
	memset(adapter->filter.table, 0, length);
	adapter->filter.length = length;
	return 0;
}

int lvalue_element(struct adapter *adapter)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		adapter->per_queue[i] = kmalloc(sizeof(struct stats), GFP_KERNEL);
		if (!adapter->per_queue[i])
			return -ENOMEM;
		memset(adapter->per_queue[i], 0, sizeof(struct stats));
	}
	return 0;
}

int lvalue_pointer(struct stats **out)
{
	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	memset(*out, 0, sizeof(**out));
	return 0;
}

int lvalue_pointer_element(struct stats **out, int index)
{
	out[index] = kmalloc(sizeof(struct stats), GFP_KERNEL);
	if (out[index] == NULL)
		return -ENOMEM;
	memset(out[index], 0, sizeof(struct stats));
	return 0;
}

int lvalue_global(void)
{
	shared = kmalloc(sizeof(*shared), GFP_KERNEL);
	if (!shared)
		return -ENOMEM;
	memset(shared, 0, sizeof(*shared));
	return 0;
}

int lvalue_local_structure(size_t length)
{
	struct adapter adapter;

	adapter.stats = kmalloc(length, GFP_KERNEL);
	if (!adapter.stats)
		return -ENOMEM;
	memset(adapter.stats, 0, length);
	return adapter_probe(&adapter);
}

int lvalue_macro(struct net_device *dev)
{
	PRIVATE(dev) = kmalloc(sizeof(struct adapter), GFP_KERNEL);
	if (!PRIVATE(dev))
		return -ENOMEM;
	memset(PRIVATE(dev), 0, sizeof(struct adapter));
	return 0;
}
