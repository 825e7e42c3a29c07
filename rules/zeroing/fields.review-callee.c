/* review: untouched */
/* container_of() may lead a callee from one member to the others; one that was published may be written. */
#include <linux/slab.h>

struct link {
	struct link *next;
};

struct node {
	struct link link;
	int users;
	int state;
};

static struct node *first_node;

struct node *callee_member(void)
{
	struct node *node;

	node = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return NULL;
	link_prepare(&node->link);
	node->users = 0;
	node->state = 0;
	return node;
}

int callee_published(void)
{
	struct node *node;

	node = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	first_node = node;
	wake_readers();
	node->users = 0;
	node->state = 0;
	return 0;
}
