/* refused: unchanged */
/* What the size is computed from changes, or whose size it is. */
#include <linux/slab.h>
#include <linux/string.h>

struct format {
	int width, height;
	int depth;
};

struct view {
	struct format *format;
	u8 *pixels;
};

u8 *operand_pointer(struct format *format, struct format *next)
{
	u8 *pixels;

	pixels = kmalloc(format->width * format->height, GFP_KERNEL);
	if (!pixels)
		return NULL;
	format = next;
	memset(pixels, 0, format->width * format->height);
	return pixels;
}

u8 *operand_member(struct format *format)
{
	u8 *pixels;

	pixels = kmalloc(format->width * format->height, GFP_KERNEL);
	if (!pixels)
		return NULL;
	format->height = 1;
	memset(pixels, 0, format->width * format->height);
	return pixels;
}

int operand_chain(struct view *view, struct format *format)
{
	view->pixels = kmalloc(view->format->width, GFP_KERNEL);
	if (!view->pixels)
		return -ENOMEM;
	view->format = format;
	memset(view->pixels, 0, view->format->width);
	return 0;
}

u8 *operand_index(int *sizes, int i)
{
	u8 *bytes;

	bytes = kmalloc(sizes[i], GFP_KERNEL);
	if (!bytes)
		return NULL;
	i++;
	memset(bytes, 0, sizes[i]);
	return bytes;
}
