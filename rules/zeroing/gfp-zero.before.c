/* The flag says what the name of the zeroing allocator says. */
#include <linux/slab.h>

struct lamp {
	int watts;
	struct lamp *next;
};

struct lamp *lamp_new(int watts)
{
	struct lamp *lamp;

	lamp = kmalloc(sizeof(*lamp), GFP_KERNEL | __GFP_ZERO);
	if (!lamp)
		return NULL;
	lamp->watts = watts;
	return lamp;
}

void *lamp_buffer(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

int lamp_chain(struct lamp *first)
{
	struct lamp *last = kmalloc(sizeof(*last), GFP_ATOMIC | __GFP_ZERO);

	return last ? lamp_append(first, last) : -ENOMEM;
}

int lamp_register(struct lamp_bus *bus)
{
	if (!(bus->lamps = kmalloc(bus->size, GFP_KERNEL | __GFP_ZERO)))
		return -ENOMEM;
	return lamp_list(bus, kmalloc(sizeof(struct lamp), GFP_KERNEL | __GFP_ZERO));
}
