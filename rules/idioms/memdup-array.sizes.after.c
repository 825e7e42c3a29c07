/* The product in other words. */
#include <linux/slab.h>
#include <linux/string.h>

struct filter {
	u32 *ids;
	unsigned int count;
};

int sizes_type(struct filter *filter, const u32 *ids, unsigned int count)
{
	filter->ids = kmemdup_array(ids, count, sizeof(u32), GFP_KERNEL);
	if (!filter->ids)
		return -ENOMEM;
	return 0;
}

u32 *sizes_helper(const struct filter *from)
{
	u32 *ids = kmemdup_array(from->ids, from->count, sizeof(*ids),
				 GFP_KERNEL);

	return ids;
}
