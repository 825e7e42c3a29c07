/* Allocated where the pointer is declared. */
#include <linux/slab.h>
#include <linux/string.h>

struct task {
	int id;
	struct task *parent;
};

struct task *declared_first(int id)
{
	struct task *task = kzalloc(sizeof(*task), GFP_KERNEL);

	if (!task)
		return NULL;
	task->id = id;
	return task;
}

struct task *declared_among_others(struct task *parent)
{
	int id = parent->id + 1;
	struct task *task = kzalloc(sizeof(struct task), GFP_KERNEL);
	int err = 0;

	if (task == NULL)
		return NULL;
	task->id = id + err;
	return task;
}

struct task *declared_together(int id)
{
	struct task *parent, *task = kzalloc(sizeof(*task), GFP_KERNEL), *old;

	if (!task)
		return NULL;
	parent = find_parent(id);
	old = parent->parent;
	task->parent = old;
	return task;
}

void *declared_buffer(size_t length)
{
	unsigned char *const buffer = (unsigned char *)kzalloc(length, GFP_ATOMIC);

	return buffer;
}

int declared_in_block(struct task **out, int wanted)
{
	if (wanted) {
		struct task *task =
			kzalloc(sizeof(*task), GFP_KERNEL);

		if (!task)
			return -ENOMEM;
		*out = task;
	}
	return 0;
}

int declared_late(struct task **out, int wanted)
{
	if (!wanted)
		return 0;

	struct task *task = kzalloc(sizeof(*task), GFP_KERNEL);
	if (!task)
		return -ENOMEM;
	*out = task;
	return 0;
}
