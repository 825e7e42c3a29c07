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

	frame = kmalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	copy = frame;
	memset(copy, 0, sizeof(*copy));
	*out = copy;
	return 0;
}

int alias_original(struct frame **out)
{
	struct frame *frame;
	void *memory;

	memory = kmalloc(sizeof(*frame), GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	frame = memory;
	memset(memory, 0, sizeof(*frame));
	*out = frame;
	return 0;
}

int alias_cast(struct frame **out)
{
	struct frame *frame;
	char *memory = kmalloc(sizeof(struct frame), GFP_KERNEL);

	frame = (struct frame *)memory;
	if (!frame)
		return -ENOMEM;
	memset(frame, 0, sizeof(struct frame));
	*out = frame;
	return 0;
}

int alias_member(struct queue *queue)
{
	struct frame *frame;

	frame = kmalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	queue->first = frame;
	memset(queue->first, 0, sizeof(*frame));
	return 0;
}

int alias_output(struct frame **out)
{
	struct frame *frame;

	*out = frame = kmalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	memset(*out, 0, sizeof(*frame));
	return 0;
}

int alias_of_member(struct queue *queue)
{
	struct frame *frame;

	queue->last = kmalloc(sizeof(*frame), GFP_KERNEL);
	if (!queue->last)
		return -ENOMEM;
	frame = queue->last;
	memset(frame, 0, sizeof(*frame));
	return 0;
}
