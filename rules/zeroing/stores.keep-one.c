/* refused: enough */
#include <linux/slab.h>

struct port {
	int state;
	int users;
};

struct port *port_alloc(int state)
{
	struct port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->state = state;
	port->users = 0;
	return port;
}
