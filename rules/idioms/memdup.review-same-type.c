/* review: same-source */
/* The source may be the very structure that gets the pointer. */
#include <linux/slab.h>
#include <linux/string.h>

struct node {
	struct node *saved;
	int count;
};

int same_type(struct node *node, const struct node *from)
{
	node->saved = kmalloc(sizeof(*from), GFP_KERNEL);
	if (!node->saved)
		return -ENOMEM;
	memcpy(node->saved, from, sizeof(*from));
	return 0;
}
