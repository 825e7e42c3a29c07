/* Several members in one statement: links go one by one, and the statement with the last of them. */
#include <linux/slab.h>

struct point {
	int x, y, z;
	struct point *next, *last;
};

struct point *chain_whole(struct point *next)
{
	struct point *point;

	point = kmalloc(sizeof(*point), GFP_KERNEL);
	if (!point)
		return NULL;
	point->x = point->y = point->z = 0;
	point->next = next;
	return point;
}

struct point *chain_pointers(int x)
{
	struct point *point;

	point = kmalloc(sizeof(*point), GFP_KERNEL);
	if (!point)
		return NULL;
	point->next = point->last = NULL;
	point->x = x;
	return point;
}

int chain_other(struct point **out)
{
	struct point *point;
	int count;

	point = kmalloc(sizeof(*point), GFP_KERNEL);
	if (!point)
		return -ENOMEM;
	point->x = count = point->y = 0;
	*out = point;
	return count_points(out, count);
}
