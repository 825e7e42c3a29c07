/* refused: pure */
/* The lvalue has an effect: read twice, it names two objects. */
#include <linux/slab.h>
#include <linux/string.h>

struct slot {
	int used;
};

int target_index(struct slot **slots, int *nr)
{
	struct slot *slot;

	slot = slots[(*nr)++] = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return -ENOMEM;
	memset(slot, 0, sizeof(*slot));
	return 0;
}

int target_pointer(struct slot **slot, struct slot *here)
{
	here = *slot++ = kmalloc(sizeof(*here), GFP_KERNEL);
	if (!here)
		return -ENOMEM;
	memset(here, 0, sizeof(*here));
	return 0;
}
