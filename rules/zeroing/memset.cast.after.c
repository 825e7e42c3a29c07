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

	node = (struct node *)kzalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	return node;
}

struct node *cast_argument(void)
{
	struct node *node;

	node = (struct node *) kzalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	return node;
}

struct node *cast_char(void)
{
	struct node *node;

	node = kzalloc(sizeof(struct node), GFP_KERNEL);
	if (!node)
		return NULL;
	return node;
}

byte *cast_value(int length)
{
	byte *bytes;

	bytes = (byte *)kzalloc(length, GFP_KERNEL);
	if (!bytes)
		return NULL;
	return bytes;
}

int cast_statement(struct node **out)
{
	struct node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return -ENOMEM;
	*out = node;
	return 0;
}

int cast_parentheses(struct node **out)
{
	struct node *node;

	node = (kzalloc(sizeof(*node), GFP_KERNEL));
	if (!node)
		return -ENOMEM;
	*out = node;
	return 0;
}

unsigned long cast_to_integer(size_t size)
{
	unsigned long address;

	address = (unsigned long)kzalloc(size, GFP_KERNEL);
	if (!address)
		return 0;
	return address;
}
