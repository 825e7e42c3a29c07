#include <linux/slab.h>

struct group {
	struct list_head members;
	void *handle;
	void *query;
	int count;
	unsigned long created;
	int backoff;
};

struct group *group_alloc(void)
{
	struct group *group;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return NULL;

	group->created = jiffies;
	group->backoff = 1;
	INIT_LIST_HEAD(&group->members);

	return group;
}
