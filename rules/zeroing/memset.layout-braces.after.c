/* No empty branch, no braces around nothing, none around one statement, no label before a brace. */
#include <linux/slab.h>
#include <linux/string.h>

struct shelf {
	int width;
	struct shelf *below;
};

struct shelf *braces_if(void)
{
	struct shelf *shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);

	return shelf;
}

int braces_else(struct shelf **out)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out) {
		return -ENOMEM;
	}
	return 0;
}

int braces_if_else(struct shelf **out)
{
	int err = 0;

	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out) {
		printk(KERN_ERR "no memory for a shelf\n");
		err = -ENOMEM;
	}
	return err;
}

struct shelf *braces_one_left(int width)
{
	struct shelf *shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);

	if (shelf)
		shelf->width = width;
	return shelf;
}

struct shelf *braces_two_lines_left(struct shelf *below)
{
	struct shelf *shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);

	if (shelf) {
		shelf->below = below ? below :
			       NULL;
	}
	return shelf;
}

int braces_both(struct shelf **out, int width)
{
	struct shelf *shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);
	int err = 0;

	if (shelf) {
		shelf->width = width;
	} else {
		err = -ENOMEM;
	}
	*out = shelf;
	return err;
}

void braces_loop(struct shelf **out, int nr)
{
	while (nr--)
		out[nr] = kzalloc(sizeof(**out), GFP_KERNEL | __GFP_NOFAIL);
}

struct shelf *braces_switch(int kind)
{
	struct shelf *shelf = NULL;

	switch (kind) {
	case 0:
		shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);
		break;
	default:
		shelf = kzalloc(sizeof(*shelf), GFP_ATOMIC);
		if (!shelf)
			break;
		shelf->width = kind;
	}
	return shelf;
}

int braces_around(struct shelf **out)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	return 0;
}

void braces_condition(struct shelf **out)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
}
