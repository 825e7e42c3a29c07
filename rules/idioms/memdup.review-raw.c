/* review: same-source */
/* The source may be the very structure that gets the pointer, by its size. */
#include <linux/slab.h>
#include <linux/string.h>

struct node {
	struct node *saved;
	int count;
};

int raw_bytes(struct node *node, const void *from)
{
	node->saved = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node->saved)
		return -ENOMEM;
	memcpy(node->saved, from, sizeof(*node));
	return 0;
}
