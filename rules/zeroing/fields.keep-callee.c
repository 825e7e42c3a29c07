/* refused: untouched */
/* A callee that nobody knows gets the object, or finds it from a member. */
#include <linux/slab.h>

struct node {
	struct link {
		struct link *next;
	} link;
	int users;
	int state;
};

struct node *callee_object(void)
{
	struct node *node;

	node = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return NULL;
	node_prepare(node);
	node->users = 0;
	node->state = 0;
	return node;
}

struct node *callee_same_member(void)
{
	struct node *node;

	node = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return NULL;
	node_count(&node->users, &node->state);
	node->users = 0;
	node->state = 0;
	return node;
}
