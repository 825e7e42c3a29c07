/* A part of zeroed memory is cleared again: a member, a head, a tail, once in each turn. */
#include <linux/slab.h>
#include <linux/string.h>

struct stats {
	u64 sent;
	u64 received;
};

struct channel {
	struct stats stats;
	char name[16];
	u8 key[32];
	int number;
};

struct channel *parts_members(int number)
{
	struct channel *channel;

	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return NULL;
	channel->number = number;
	return channel;
}

struct channel *parts_head(int number)
{
	struct channel *channel;

	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return NULL;
	channel->number = number;
	return channel;
}

int parts_loop(struct channel **channels, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		channels[i] = kzalloc(sizeof(struct channel), GFP_KERNEL);
		if (!channels[i])
			return -ENOMEM;
	}
	return 0;
}

int parts_twice(struct channel **out)
{
	struct channel *channel;

	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return -ENOMEM;
	channel->number = 0;
	*out = channel;
	return 0;
}

struct slots {
	u64 *slots;
	int count;
};

struct slots *parts_pointer(int count)
{
	struct slots *group;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return NULL;
	group->slots = kcalloc(count, sizeof(*group->slots), GFP_KERNEL);
	if (!group->slots) {
		kfree(group);
		return NULL;
	}
	group->count = count;
	return group;
}
