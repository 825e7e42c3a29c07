/* A product is a product, whatever it is written with. */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

struct cell {
	int row, column;
};

struct sheet {
	int nr;
	struct cell cells[];
};

struct cell *product_commuted(int nr)
{
	struct cell *cells;

	cells = kmalloc(nr * sizeof(struct cell), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, sizeof(struct cell) * nr);
	return cells;
}

struct cell *product_parentheses(int rows, int columns)
{
	struct cell *cells;

	cells = kmalloc((rows * columns) * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, sizeof(*cells) * columns * rows);
	return cells;
}

struct cell *product_array(int nr)
{
	struct cell *cells;

	cells = kmalloc_array(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, nr * sizeof(*cells));
	return cells;
}

struct cell *product_array_commuted(int nr)
{
	struct cell *cells;

	cells = kmalloc_array(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, sizeof(struct cell) * nr);
	return cells;
}

struct cell *product_array_swapped(int nr)
{
	struct cell *cells;

	cells = kmalloc_array(sizeof(*cells), nr, GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, nr * sizeof(*cells));
	return cells;
}

struct cell *product_array_size(int nr)
{
	struct cell *cells;

	cells = kmalloc(array_size(nr, sizeof(*cells)), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, nr * sizeof(*cells));
	return cells;
}

struct cell *product_array_size_cleared(int nr)
{
	struct cell *cells;

	cells = kmalloc_array(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, array_size(sizeof(*cells), nr));
	return cells;
}

struct cell *product_array3_size(int rows, int columns)
{
	struct cell *cells;

	cells = kmalloc(array3_size(rows, columns, sizeof(*cells)), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, rows * columns * sizeof(*cells));
	return cells;
}

struct sheet *product_struct_size(int nr)
{
	struct sheet *sheet;

	sheet = kmalloc(struct_size(sheet, cells, nr), GFP_KERNEL);
	if (!sheet)
		return NULL;
	memset(sheet, 0, struct_size(sheet, cells, nr));
	sheet->nr = nr;
	return sheet;
}

struct sheet *product_sum(int nr)
{
	struct sheet *sheet;

	sheet = kmalloc(sizeof(*sheet) + nr * sizeof(struct cell), GFP_KERNEL);
	if (!sheet)
		return NULL;
	memset(sheet, 0, sizeof(struct cell) * nr + sizeof(struct sheet));
	sheet->nr = nr;
	return sheet;
}

struct cell *product_plus_one(int nr)
{
	struct cell *cells;

	cells = kmalloc((nr + 1) * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, sizeof(*cells) * (nr + 1));
	return cells;
}

struct cell *product_distributed(int nr)
{
	struct cell *cells;

	cells = kmalloc_array(nr + 1, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, nr * sizeof(*cells) + sizeof(*cells));
	return cells;
}

unsigned long *product_shift(int order)
{
	unsigned long *bits;

	bits = kmalloc(16 * sizeof(unsigned long), GFP_KERNEL);
	if (!bits)
		return NULL;
	memset(bits, 0, sizeof(unsigned long) << 4);
	return bits;
}

struct cell *product_cast(int nr)
{
	struct cell *cells;

	cells = kmalloc((size_t)nr * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	memset(cells, 0, nr * sizeof(*cells));
	return cells;
}
