/* A private copy of what the caller gives. */
#include <linux/slab.h>
#include <linux/string.h>

struct blob {
	void *data;
	size_t size;
};

int blob_set(struct blob *blob, const void *data, size_t size)
{
	void *copy;

	copy = kmalloc(size, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, data, size);
	kfree(blob->data);
	blob->data = copy;
	blob->size = size;
	return 0;
}
