/* The C library: calloc() wants the product taken apart. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct point {
	double x, y;
};

struct point *libc_object(void)
{
	struct point *point = calloc(1, sizeof(*point));

	if (point == NULL)
		return NULL;
	return point;
}

char *libc_bytes(size_t length)
{
	char *bytes = calloc(1, length);

	return bytes;
}

char *libc_sum(size_t length)
{
	char *text;

	text = (char *) calloc(1, length + 1);
	if (!text) {
		perror("malloc");
		exit(EXIT_FAILURE);
	}
	return text;
}

struct point *libc_objects(int nr)
{
	struct point *points;

	points = calloc(nr, sizeof(*points));
	if (!points)
		return NULL;
	return points;
}

int *libc_product(int rows, int columns)
{
	int *grid = calloc(rows, columns);

	if (!grid)
		return NULL;
	return grid;
}
