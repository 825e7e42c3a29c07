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
	struct port *port = kmalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->window.rows = 0;
	port->counts.packets = 0;
	port->mode = mode;
	port->open = 0;
	return port;
}

struct port *members_dotted(struct window *remote)
{
	struct port *port;

	port = kmalloc(sizeof(struct port), GFP_ATOMIC);
	if (port == NULL)
		return NULL;
	(*port).remote = remote;
	(*port).open = false;
	(*port).mode = 0x0;
	return port;
}

struct port *members_elements(void)
{
	struct port *port;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	port->slots[0] = 0;
	port->slots[1] = 7;
	port->slots[2] = 0;
	return port;
}

struct port *members_memset(const char *name)
{
	struct port *port;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	memset(&port->counts, 0, sizeof(port->counts));
	memset(port->address, 0, sizeof(port->address));
	strscpy(port->name, name, sizeof(port->name));
	return port;
}

struct port *members_literal(struct window *remote)
{
	struct port *port;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return NULL;
	port->counts = (struct counts){ 0 };
	port->window = (struct window){};
	port->remote = remote;
	return port;
}
