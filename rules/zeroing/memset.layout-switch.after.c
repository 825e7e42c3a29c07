/* The clearing is the last statement of a switch, and not the only one of its case. */
#include <linux/slab.h>
#include <linux/string.h>

struct shelf {
	int width;
};

struct shelf *switch_check(int kind)
{
	struct shelf *shelf = NULL;

	switch (kind) {
	case 0:
		break;
	default:
		shelf = kzalloc(sizeof(*shelf), GFP_ATOMIC);
		if (!shelf)
			break;
	}
	return shelf;
}

struct shelf *switch_if(int kind)
{
	struct shelf *shelf = NULL;

	switch (kind) {
	case 1:
		shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);
	}
	return shelf;
}
