/* The size in a variable, a member or a constant that nothing changes in between. */
#include <linux/slab.h>
#include <linux/string.h>

#define LINE_MAX	80
#define LINES		(25)
#define SCREEN		LINE_MAX

struct console {
	int width, height;
	size_t size;
	char *screen;
};

enum { HISTORY = 100 };

char *value_parameter(int size)
{
	char *text = kzalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	return text;
}

char *value_local(int width, int height)
{
	int size = width * height;
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *value_local_twice(int width)
{
	size_t size, length = width + 1;
	char *text;

	size = 2 * length;
	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

struct console *value_local_sizeof(void)
{
	struct console *console;
	size_t size = sizeof(*console);

	console = kzalloc(size, GFP_KERNEL);
	if (!console)
		return NULL;
	return console;
}

int value_member(struct console *console)
{
	console->screen = kzalloc(console->size, GFP_KERNEL);
	if (!console->screen)
		return -ENOMEM;
	return 0;
}

int value_members(struct console *console)
{
	char *screen;

	screen = kzalloc(console->width * console->height, GFP_KERNEL);
	if (!screen)
		return -ENOMEM;
	console->screen = screen;
	return 0;
}

char *value_constant(void)
{
	char *line = kzalloc(LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	return line;
}

char *value_constant_number(void)
{
	char *line = kzalloc(LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	return line;
}

char *value_constant_name(void)
{
	char *line = kzalloc(SCREEN, GFP_KERNEL);

	if (!line)
		return NULL;
	return line;
}

char *value_constants(void)
{
	char *line = kzalloc(LINES * LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	return line;
}

char **value_enumerator(void)
{
	char **lines = kzalloc(HISTORY * sizeof(char *), GFP_KERNEL);

	if (!lines)
		return NULL;
	return lines;
}

void *value_page(void)
{
	void *page = kzalloc(PAGE_SIZE, GFP_KERNEL);

	if (!page)
		return NULL;
	return page;
}

void *value_hexadecimal(void)
{
	void *block = kzalloc(0x200, GFP_KERNEL);

	if (!block)
		return NULL;
	return block;
}

char *value_sum(const char *text)
{
	int length = strlen(text);
	char *copy;

	copy = kzalloc(length + 1, GFP_KERNEL);
	if (!copy)
		return NULL;
	return copy;
}
