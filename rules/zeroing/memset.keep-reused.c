/* refused: only-source */
/* A buffer that is allocated once and cleared each time. */
#include <linux/slab.h>
#include <linux/string.h>

struct scratch {
	int state[32];
};

struct decoder {
	struct scratch *scratch;
};

static struct scratch *scratch;

int reused_static(void)
{
	if (!scratch)
		scratch = kmalloc(sizeof(*scratch), GFP_KERNEL);
	if (!scratch)
		return -ENOMEM;
	memset(scratch, 0, sizeof(*scratch));
	return scratch_run(scratch);
}

int reused_member(struct decoder *decoder)
{
	if (decoder->scratch == NULL) {
		decoder->scratch = kmalloc(sizeof(struct scratch), GFP_KERNEL);
		if (decoder->scratch == NULL)
			return -ENOMEM;
	}
	memset(decoder->scratch, 0, sizeof(struct scratch));
	return 0;
}

struct scratch *reused_parameter(struct scratch *scratch)
{
	if (!scratch) {
		scratch = kmalloc(sizeof(*scratch), GFP_KERNEL);
		if (!scratch)
			return NULL;
	}
	memset(scratch, 0, sizeof(*scratch));
	return scratch;
}

struct scratch *reused_free_list(struct list_head *free)
{
	struct scratch *scratch;

	scratch = scratch_pop(free);
	if (!scratch)
		scratch = kmalloc(sizeof(*scratch), GFP_ATOMIC);
	if (scratch)
		memset(scratch, 0, sizeof(*scratch));
	return scratch;
}

int reused_stack(struct file *file, size_t size)
{
	char small[64], *text = small;
	int err;

	if (size > sizeof(small)) {
		text = kmalloc(size, GFP_KERNEL);
		if (!text)
			return -ENOMEM;
	}
	memset(text, 0, size);
	err = text_read(file, text, size);
	if (text != small)
		kfree(text);
	return err;
}

int reused_second_allocator(struct device *dev, void **out, size_t size)
{
	void *memory;

	if (dev->of_node)
		memory = of_reserved_memory(dev, size);
	else
		memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	memset(memory, 0, size);
	*out = memory;
	return 0;
}

struct scratch *reused_goto(struct scratch *old, int again)
{
	struct scratch *scratch = old;

	if (again)
		goto clear;
	scratch = kmalloc(sizeof(*scratch), GFP_KERNEL);
	if (!scratch)
		return NULL;
clear:
	memset(scratch, 0, sizeof(*scratch));
	return scratch;
}
