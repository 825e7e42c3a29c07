/* refused: whole-object */
/* Two allocations of unlike size, one clearing: it is the whole of one of them only. */
#include <linux/slab.h>
#include <linux/string.h>

struct reply {
	int length;
	char text[];
};

void *joined_sizes(size_t small, size_t large, int want)
{
	void *memory;

	if (want)
		memory = kmalloc(large, GFP_KERNEL);
	else
		memory = kmalloc(small, GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(memory, 0, small);
	return memory;
}

struct reply *joined_tail(size_t length)
{
	struct reply *reply;

	if (length)
		reply = kmalloc(sizeof(*reply) + length, GFP_KERNEL);
	else
		reply = kmalloc(sizeof(*reply), GFP_KERNEL);
	if (!reply)
		return NULL;
	memset(reply, 0, sizeof(*reply));
	return reply;
}
