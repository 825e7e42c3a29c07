/* refused: same-object */
/* On one path it is this allocation, on another one that came from elsewhere. */
#include <linux/slab.h>
#include <linux/string.h>

int branch_joined(struct device *dev, void *given, size_t size)
{
	void *memory;

	memory = kzalloc(size, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	if (given) {
		kfree(memory);
		memory = given;
	}
	memset(memory, 0, size);
	return device_give(dev, memory);
}
