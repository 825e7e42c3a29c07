/* refused: whole-object */
/* bug: the size is read from the object itself, which nobody has filled yet. */
#include <linux/slab.h>
#include <linux/string.h>

struct buffer {
	size_t size;
	char *data;
};

struct buffer *inside_member(size_t size)
{
	struct buffer *buffer;

	buffer = kmalloc(size, GFP_KERNEL);
	if (!buffer)
		return NULL;
	memset(buffer, 0, buffer->size);
	return buffer;
}

struct buffer *inside_sum(size_t size)
{
	struct buffer *buffer;

	buffer = kmalloc(sizeof(*buffer) + size, GFP_KERNEL);
	if (!buffer)
		return NULL;
	memset(buffer, 0, sizeof(*buffer) + buffer->size);
	return buffer;
}
