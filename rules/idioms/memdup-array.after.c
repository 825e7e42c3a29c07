/* An array of the caller is kept. */
#include <linux/slab.h>
#include <linux/string.h>

struct filter {
	u32 *ids;
	unsigned int count;
};

int filter_set(struct filter *filter, const u32 *ids, unsigned int count)
{
	u32 *copy;

	copy = kmemdup_array(ids, count, sizeof(*ids), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	filter->ids = copy;
	filter->count = count;
	return 0;
}
