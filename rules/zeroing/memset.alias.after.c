/* Cleared under another name. */
#include <linux/slab.h>
#include <linux/string.h>

struct frame {
	u8 *data;
	int length;
};

struct queue {
	struct frame *first;
	struct frame *last;
};

int alias_copy(struct frame **out)
{
	struct frame *frame, *copy;

	frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	copy = frame;
	*out = copy;
	return 0;
}

int alias_original(struct frame **out)
{
	struct frame *frame;
	void *memory;

	memory = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	frame = memory;
	*out = frame;
	return 0;
}

int alias_cast(struct frame **out)
{
	struct frame *frame;
	char *memory = kzalloc(sizeof(struct frame), GFP_KERNEL);

	frame = (struct frame *)memory;
	if (!frame)
		return -ENOMEM;
	*out = frame;
	return 0;
}

int alias_member(struct queue *queue)
{
	struct frame *frame;

	frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	queue->first = frame;
	return 0;
}

int alias_output(struct frame **out)
{
	struct frame *frame;

	*out = frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	return 0;
}

int alias_of_member(struct queue *queue)
{
	struct frame *frame;

	queue->last = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!queue->last)
		return -ENOMEM;
	frame = queue->last;
	return 0;
}
