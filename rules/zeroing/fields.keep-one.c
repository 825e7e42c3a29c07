/* refused: enough */
/* One store alone is no reason for a change. */
#include <linux/slab.h>

struct lamp {
	int red, green, blue;
};

struct lamp *one_store(int red)
{
	struct lamp *lamp;

	lamp = kmalloc(sizeof(*lamp), GFP_KERNEL);
	if (!lamp)
		return NULL;
	lamp->red = red;
	lamp->green = 0;
	lamp->blue = red;
	return lamp;
}
