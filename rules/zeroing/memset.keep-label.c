/* refused: layout */
/* Without the clearing a label would stand before a brace or a declaration, which is no C before C23. */
#include <linux/slab.h>
#include <linux/string.h>

struct item {
	int count;
};

void label_last(struct item **item)
{
	*item = kmalloc(sizeof(**item), GFP_KERNEL);
	if (*item)
		goto clear;
	return;
clear:
	memset(*item, 0, sizeof(**item));
}

void label_default(struct item **item)
{
	*item = kmalloc(sizeof(**item), GFP_KERNEL);
	switch (*item != NULL) {
	case 0:
		break;
	default:
		memset(*item, 0, sizeof(**item));
	}
}
