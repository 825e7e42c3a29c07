/* refused: same-source */
/* What is copied holds the pointer that the allocation sets. */
#include <linux/slab.h>
#include <linux/string.h>

struct node {
	struct node *saved;
	struct {
		void *copy;
		int count;
	} sub;
};

int holds_whole(struct node *node)
{
	node->saved = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node->saved)
		return -ENOMEM;
	memcpy(node->saved, node, sizeof(*node));
	return 0;
}

int holds_member(struct node *node)
{
	node->sub.copy = kmalloc(sizeof(node->sub), GFP_KERNEL);
	if (!node->sub.copy)
		return -ENOMEM;
	memcpy(node->sub.copy, &node->sub, sizeof(node->sub));
	return 0;
}

int holds_local(struct node *unused)
{
	struct node node = { NULL };

	node.saved = kmalloc(sizeof(node), GFP_KERNEL);
	if (!node.saved)
		return -ENOMEM;
	memcpy(node.saved, &node, sizeof(node));
	return node_keep(&node);
}
