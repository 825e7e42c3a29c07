/* Casts of what the allocator returns, and of what memset() gets. They stay: dropping them is another patch. */
#include <linux/slab.h>
#include <linux/string.h>

typedef unsigned char byte;

struct node {
	struct node *left, *right;
};

struct node *cast_result(void)
{
	struct node *node;

	node = (struct node *)kmalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	memset(node, 0, sizeof(struct node));
	return node;
}

struct node *cast_argument(void)
{
	struct node *node;

	node = (struct node *) kmalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	memset((void *)node, 0, sizeof(struct node));
	return node;
}

struct node *cast_char(void)
{
	struct node *node;

	node = kmalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	memset((char *) node, 0, sizeof(struct node));
	return node;
}

byte *cast_value(int length)
{
	byte *bytes;

	bytes = (byte *)kmalloc(length, GFP_KERNEL);
	if (!bytes)
		return NULL;
	memset(bytes, (byte)0, (size_t)length);
	return bytes;
}

int cast_statement(struct node **out)
{
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return -ENOMEM;
	(void)memset(node, 0, sizeof(*node));
	*out = node;
	return 0;
}

int cast_parentheses(struct node **out)
{
	struct node *node;

	node = (kmalloc(sizeof(*node), GFP_KERNEL));
	if (!node)
		return -ENOMEM;
	memset((node), (0), (sizeof(*node)));
	*out = node;
	return 0;
}

unsigned long cast_to_integer(size_t size)
{
	unsigned long address;

	address = (unsigned long)kmalloc(size, GFP_KERNEL);
	if (!address)
		return 0;
	memset((void *)address, 0, size);
	return address;
}
