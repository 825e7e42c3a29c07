/* Places in the object at any depth: inner members, elements, (*p).m, a member memset, compound literals. */
#include <linux/slab.h>
#include <linux/string.h>

struct counts {
	u64 packets;
	u64 bytes;
};

struct window {
	u16 rows;
	u16 columns;
};

struct port {
	struct counts counts;
	struct window window;
	struct window *remote;
	u8 address[6];
	u32 slots[4];
	char name[16];
	unsigned int open : 1;
	unsigned int mode : 3;
};

struct port *members_inner(int mode)
{
	struct port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->mode = mode;
	return port;
}

struct port *members_dotted(struct window *remote)
{
	struct port *port;

	port = kzalloc(sizeof(struct port), GFP_ATOMIC);
	if (port == NULL)
		return NULL;
	(*port).remote = remote;
	return port;
}

struct port *members_elements(void)
{
	struct port *port;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	port->slots[1] = 7;
	return port;
}

struct port *members_memset(const char *name)
{
	struct port *port;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	strscpy(port->name, name, sizeof(port->name));
	return port;
}

struct port *members_literal(struct window *remote)
{
	struct port *port;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	port->remote = remote;
	return port;
}
