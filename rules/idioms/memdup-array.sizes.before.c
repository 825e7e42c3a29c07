/* The product in other words. */
#include <linux/slab.h>
#include <linux/string.h>

struct filter {
	u32 *ids;
	unsigned int count;
};

int sizes_type(struct filter *filter, const u32 *ids, unsigned int count)
{
	filter->ids = kcalloc(count, sizeof(u32), GFP_KERNEL);
	if (!filter->ids)
		return -ENOMEM;
	memcpy(filter->ids, ids, sizeof(*ids) * count);
	return 0;
}

u32 *sizes_helper(const struct filter *from)
{
	u32 *ids = kcalloc(from->count, sizeof(*ids), GFP_KERNEL);

	if (ids)
		memcpy(ids, from->ids, array_size(from->count, sizeof(*ids)));
	return ids;
}
