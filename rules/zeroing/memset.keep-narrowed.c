/* refused: whole-object */
/* One of the sizes goes through a narrower type; parentheses that bind. */
#include <linux/slab.h>
#include <linux/string.h>

struct grid {
	u8 width;
};

char *narrowed_cleared(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, (u8)size);
	return text;
}

char *narrowed_allocated(int size)
{
	char *text = kmalloc((u16)size, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, size);
	return text;
}

char *parentheses_sum(int rows, int columns)
{
	char *grid = kmalloc(rows * (columns + 1), GFP_KERNEL);

	if (!grid)
		return NULL;
	memset(grid, 0, rows * columns + 1);
	return grid;
}

char *parentheses_half(int size)
{
	char *half = kmalloc(size + 1 / 2, GFP_KERNEL);

	if (!half)
		return NULL;
	memset(half, 0, (size + 1) / 2);
	return half;
}
