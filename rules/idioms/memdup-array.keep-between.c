/* refused: at-once */
/* The count is known only after the allocation. */
#include <linux/slab.h>
#include <linux/string.h>

struct filter {
	u32 *ids;
	unsigned int count;
};

int between_count(struct filter *filter, const u32 *ids, unsigned int count)
{
	filter->ids = kcalloc(count, sizeof(u32), GFP_KERNEL);
	if (!filter->ids)
		return -ENOMEM;
	filter->count = count;
	memcpy(filter->ids, ids, count * sizeof(u32));
	return 0;
}
