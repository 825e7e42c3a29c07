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

	copy = kmalloc_array(count, sizeof(*ids), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, ids, count * sizeof(*ids));
	filter->ids = copy;
	filter->count = count;
	return 0;
}
