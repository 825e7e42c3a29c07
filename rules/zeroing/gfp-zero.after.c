/* The flag says what the name of the zeroing allocator says. */
#include <linux/slab.h>

struct lamp {
	int watts;
	struct lamp *next;
};

struct lamp *lamp_new(int watts)
{
	struct lamp *lamp;

	lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	if (!lamp)
		return NULL;
	lamp->watts = watts;
	return lamp;
}

void *lamp_buffer(size_t size, gfp_t flags)
{
	return kzalloc(size, flags);
}

int lamp_chain(struct lamp *first)
{
	struct lamp *last = kzalloc(sizeof(*last), GFP_ATOMIC);

	return last ? lamp_append(first, last) : -ENOMEM;
}

int lamp_register(struct lamp_bus *bus)
{
	if (!(bus->lamps = kzalloc(bus->size, GFP_KERNEL)))
		return -ENOMEM;
	return lamp_list(bus, kzalloc(sizeof(struct lamp), GFP_KERNEL));
}
