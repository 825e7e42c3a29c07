/* Cleared in the else of the failure check. */
#include <linux/slab.h>
#include <linux/string.h>

struct port {
	int number;
	void *private;
};

int else_alone(struct port **out)
{
	struct port *port;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return -ENOMEM;
	else
		memset(port, 0, sizeof(*port));
	*out = port;
	return 0;
}

int else_alone_braces(struct port **out)
{
	struct port *port;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (port == NULL) {
		printk(KERN_ERR "no memory for a port\n");
		return -ENOMEM;
	} else {
		memset(port, 0, sizeof(*port));
	}
	*out = port;
	return 0;
}

int else_first(struct port **out, int number)
{
	struct port *port;
	int err = 0;

	port = kmalloc(sizeof(*port), GFP_KERNEL);
	if (!port) {
		err = -ENOMEM;
	} else {
		memset(port, 0, sizeof(*port));
		port->number = number;
		*out = port;
	}
	return err;
}

int else_if(struct port **out, int number)
{
	struct port *port = NULL;

	if (number < 0)
		return -EINVAL;
	else if (!(port = kmalloc(sizeof(*port), GFP_KERNEL)))
		return -ENOMEM;
	else
		memset(port, 0, sizeof(*port));
	*out = port;
	return 0;
}
