/* review: unchanged */
/* A callee or a store may have changed what the size depends on. */
#include <linux/slab.h>
#include <linux/string.h>

struct window {
	int width;
	struct window *parent;
};

static int default_width;

char *size_by_callee(struct window *window)
{
	char *line = kmalloc(window->width, GFP_KERNEL);

	if (!line)
		return NULL;
	window_resize(window);
	memset(line, 0, window->width);
	return line;
}

char *size_by_address(int width)
{
	char *line = kmalloc(width, GFP_KERNEL);

	if (!line)
		return NULL;
	get_width(&width);
	memset(line, 0, width);
	return line;
}

char *size_by_store(struct window *window, struct window *other)
{
	char *line = kmalloc(window->width, GFP_KERNEL);

	if (!line)
		return NULL;
	other->width = 80;
	memset(line, 0, window->width);
	return line;
}

char *size_global(void)
{
	char *line = kmalloc(default_width, GFP_KERNEL);

	if (!line)
		return NULL;
	window_defaults();
	memset(line, 0, default_width);
	return line;
}
