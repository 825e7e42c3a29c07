/* review: same-object */
/* A callee or a store may have put another address into the pointer. */
#include <linux/slab.h>
#include <linux/string.h>

struct box {
	struct thing *thing;
};

struct thing {
	int weight;
};

int may_replace(struct thing **out)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

	if (!thing)
		return -ENOMEM;
	thing_replace(&thing);
	memset(thing, 0, sizeof(*thing));
	*out = thing;
	return 0;
}

int may_be_one_element(struct thing **things, int i, int j)
{
	things[i] = kmalloc(sizeof(struct thing), GFP_KERNEL);
	if (!things[i])
		return -ENOMEM;
	things[j] = NULL;
	memset(things[i], 0, sizeof(struct thing));
	return 0;
}
