/* refused: whole-object */
/* bug: the size of a pointer is cleared, 4 or 8 bytes. Whoever repairs it decides what was meant. */
#include <linux/slab.h>
#include <linux/string.h>

struct interface {
	int index;
	char name[16];
};

struct host {
	struct interface *interface;
};

struct interface *pointer_variable(void)
{
	struct interface *interface;

	interface = kmalloc(sizeof(*interface), GFP_KERNEL);
	if (!interface)
		return NULL;
	memset(interface, 0, sizeof(interface));
	return interface;
}

struct interface *pointer_type(void)
{
	struct interface *interface;

	interface = kmalloc(sizeof(struct interface), GFP_KERNEL);
	if (!interface)
		return NULL;
	memset(interface, 0, sizeof(struct interface *));
	return interface;
}

int pointer_member(struct host *host)
{
	host->interface = kmalloc(sizeof(*host->interface), GFP_KERNEL);
	if (!host->interface)
		return -ENOMEM;
	memset(host->interface, 0, sizeof(host->interface));
	return 0;
}

char *pointer_no_parentheses(size_t size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, sizeof text);
	return text;
}

int pointer_output(struct interface **out)
{
	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	memset(*out, 0, sizeof(*out));
	return 0;
}
