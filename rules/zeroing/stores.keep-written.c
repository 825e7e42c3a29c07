/* refused: untouched */
#include <linux/slab.h>

struct port {
	int state;
	int users;
};

/* set and set back: the second store is needed */
struct port *port_alloc(int state)
{
	struct port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->state = state;
	port->users = 1;
	if (state < 0) {
		port->state = 0;
		port->users = 0;
	}
	return port;
}
