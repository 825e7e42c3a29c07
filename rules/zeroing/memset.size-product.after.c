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

	cells = kzalloc(nr * sizeof(struct cell), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_parentheses(int rows, int columns)
{
	struct cell *cells;

	cells = kzalloc((rows * columns) * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array(int nr)
{
	struct cell *cells;

	cells = kcalloc(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array_commuted(int nr)
{
	struct cell *cells;

	cells = kcalloc(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array_swapped(int nr)
{
	struct cell *cells;

	cells = kcalloc(sizeof(*cells), nr, GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array_size(int nr)
{
	struct cell *cells;

	cells = kzalloc(array_size(nr, sizeof(*cells)), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array_size_cleared(int nr)
{
	struct cell *cells;

	cells = kcalloc(nr, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_array3_size(int rows, int columns)
{
	struct cell *cells;

	cells = kzalloc(array3_size(rows, columns, sizeof(*cells)), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct sheet *product_struct_size(int nr)
{
	struct sheet *sheet;

	sheet = kzalloc(struct_size(sheet, cells, nr), GFP_KERNEL);
	if (!sheet)
		return NULL;
	sheet->nr = nr;
	return sheet;
}

struct sheet *product_sum(int nr)
{
	struct sheet *sheet;

	sheet = kzalloc(sizeof(*sheet) + nr * sizeof(struct cell), GFP_KERNEL);
	if (!sheet)
		return NULL;
	sheet->nr = nr;
	return sheet;
}

struct cell *product_plus_one(int nr)
{
	struct cell *cells;

	cells = kzalloc((nr + 1) * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

struct cell *product_distributed(int nr)
{
	struct cell *cells;

	cells = kcalloc(nr + 1, sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}

unsigned long *product_shift(int order)
{
	unsigned long *bits;

	bits = kzalloc(16 * sizeof(unsigned long), GFP_KERNEL);
	if (!bits)
		return NULL;
	return bits;
}

struct cell *product_cast(int nr)
{
	struct cell *cells;

	cells = kzalloc((size_t)nr * sizeof(*cells), GFP_KERNEL);
	if (!cells)
		return NULL;
	return cells;
}
