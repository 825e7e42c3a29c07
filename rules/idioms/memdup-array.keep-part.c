/* refused: whole-copy */
/* Elements are left over. */
#include <linux/slab.h>
#include <linux/string.h>

struct filter {
	u32 *ids;
	unsigned int count;
};

int part_count(struct filter *filter, const u32 *ids, unsigned int count)
{
	filter->ids = kcalloc(count + 4, sizeof(u32), GFP_KERNEL);
	if (!filter->ids)
		return -ENOMEM;
	memcpy(filter->ids, ids, count * sizeof(u32));
	return 0;
}
