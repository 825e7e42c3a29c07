/* Allocated where the pointer is declared. */
#include <linux/slab.h>
#include <linux/string.h>

struct task {
	int id;
	struct task *parent;
};

struct task *declared_first(int id)
{
	struct task *task = kmalloc(sizeof(*task), GFP_KERNEL);

	if (!task)
		return NULL;
	memset(task, 0, sizeof(*task));
	task->id = id;
	return task;
}

struct task *declared_among_others(struct task *parent)
{
	int id = parent->id + 1;
	struct task *task = kmalloc(sizeof(struct task), GFP_KERNEL);
	int err = 0;

	if (task == NULL)
		return NULL;
	memset(task, 0, sizeof(struct task));
	task->id = id + err;
	return task;
}

struct task *declared_together(int id)
{
	struct task *parent, *task = kmalloc(sizeof(*task), GFP_KERNEL), *old;

	if (!task)
		return NULL;
	memset(task, 0, sizeof(*task));
	parent = find_parent(id);
	old = parent->parent;
	task->parent = old;
	return task;
}

void *declared_buffer(size_t length)
{
	unsigned char *const buffer = (unsigned char *)kmalloc(length, GFP_ATOMIC);

	if (buffer)
		memset(buffer, 0, length);
	return buffer;
}

int declared_in_block(struct task **out, int wanted)
{
	if (wanted) {
		struct task *task =
			kmalloc(sizeof(*task), GFP_KERNEL);

		if (!task)
			return -ENOMEM;
		memset(task, 0, sizeof(*task));
		*out = task;
	}
	return 0;
}

int declared_late(struct task **out, int wanted)
{
	if (!wanted)
		return 0;

	struct task *task = kmalloc(sizeof(*task), GFP_KERNEL);
	if (!task)
		return -ENOMEM;
	memset(task, 0, sizeof(*task));
	*out = task;
	return 0;
}
