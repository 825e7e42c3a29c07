/* The C library: calloc() wants the product taken apart. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct point {
	double x, y;
};

struct point *libc_object(void)
{
	struct point *point = malloc(sizeof(*point));

	if (point == NULL)
		return NULL;
	memset(point, 0, sizeof(*point));
	return point;
}

char *libc_bytes(size_t length)
{
	char *bytes = malloc(length);

	if (bytes)
		bzero(bytes, length);
	return bytes;
}

char *libc_sum(size_t length)
{
	char *text;

	text = (char *) malloc(length + 1);
	if (!text) {
		perror("malloc");
		exit(EXIT_FAILURE);
	}
	memset(text, '\0', length + 1);
	return text;
}

struct point *libc_objects(int nr)
{
	struct point *points;

	points = malloc(sizeof(*points) * nr);
	if (!points)
		return NULL;
	memset(points, 0, nr * sizeof(*points));
	return points;
}

int *libc_product(int rows, int columns)
{
	int *grid = malloc(rows * columns);

	if (!grid)
		return NULL;
	memset(grid, 0, columns * rows);
	return grid;
}
