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
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, size);
	return text;
}

char *value_local(int width, int height)
{
	int size = width * height;
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0, width * height);
	return text;
}

char *value_local_twice(int width)
{
	size_t size, length = width + 1;
	char *text;

	size = 2 * length;
	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0, (width + 1) * 2);
	return text;
}

struct console *value_local_sizeof(void)
{
	struct console *console;
	size_t size = sizeof(*console);

	console = kmalloc(size, GFP_KERNEL);
	if (!console)
		return NULL;
	memset(console, 0, sizeof(*console));
	return console;
}

int value_member(struct console *console)
{
	console->screen = kmalloc(console->size, GFP_KERNEL);
	if (!console->screen)
		return -ENOMEM;
	memset(console->screen, 0, console->size);
	return 0;
}

int value_members(struct console *console)
{
	char *screen;

	screen = kmalloc(console->width * console->height, GFP_KERNEL);
	if (!screen)
		return -ENOMEM;
	memset(screen, 0, console->height * console->width);
	console->screen = screen;
	return 0;
}

char *value_constant(void)
{
	char *line = kmalloc(LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	memset(line, 0, LINE_MAX);
	return line;
}

char *value_constant_number(void)
{
	char *line = kmalloc(LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	memset(line, 0, 80);
	return line;
}

char *value_constant_name(void)
{
	char *line = kmalloc(SCREEN, GFP_KERNEL);

	if (!line)
		return NULL;
	memset(line, 0, LINE_MAX);
	return line;
}

char *value_constants(void)
{
	char *line = kmalloc(LINES * LINE_MAX, GFP_KERNEL);

	if (!line)
		return NULL;
	memset(line, 0, 25 * 80);
	return line;
}

char **value_enumerator(void)
{
	char **lines = kmalloc(HISTORY * sizeof(char *), GFP_KERNEL);

	if (!lines)
		return NULL;
	memset(lines, 0, sizeof(*lines) * HISTORY);
	return lines;
}

void *value_page(void)
{
	void *page = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!page)
		return NULL;
	memset(page, 0, PAGE_SIZE);
	return page;
}

void *value_hexadecimal(void)
{
	void *block = kmalloc(0x200, GFP_KERNEL);

	if (!block)
		return NULL;
	memset(block, 0, 512);
	return block;
}

char *value_sum(const char *text)
{
	int length = strlen(text);
	char *copy;

	copy = kmalloc(length + 1, GFP_KERNEL);
	if (!copy)
		return NULL;
	memset(copy, 0, 1 + length);
	return copy;
}
