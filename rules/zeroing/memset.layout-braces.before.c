/* No empty branch, no braces around nothing, none around one statement, no label before a brace. */
#include <linux/slab.h>
#include <linux/string.h>

struct shelf {
	int width;
	struct shelf *below;
};

struct shelf *braces_if(void)
{
	struct shelf *shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);

	if (shelf) {
		memset(shelf, 0, sizeof(*shelf));
	}

	return shelf;
}

int braces_else(struct shelf **out)
{
	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (!*out) {
		return -ENOMEM;
	} else {
		memset(*out, 0, sizeof(**out));
	}
	return 0;
}

int braces_if_else(struct shelf **out)
{
	int err = 0;

	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (*out) {
		memset(*out, 0, sizeof(**out));
	} else {
		printk(KERN_ERR "no memory for a shelf\n");
		err = -ENOMEM;
	}
	return err;
}

struct shelf *braces_one_left(int width)
{
	struct shelf *shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);

	if (shelf) {
		memset(shelf, 0, sizeof(*shelf));
		shelf->width = width;
	}
	return shelf;
}

struct shelf *braces_two_lines_left(struct shelf *below)
{
	struct shelf *shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);

	if (shelf) {
		memset(shelf, 0, sizeof(*shelf));
		shelf->below = below ? below :
			       NULL;
	}
	return shelf;
}

int braces_both(struct shelf **out, int width)
{
	struct shelf *shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);
	int err = 0;

	if (shelf) {
		memset(shelf, 0, sizeof(*shelf));
		shelf->width = width;
	} else {
		err = -ENOMEM;
	}
	*out = shelf;
	return err;
}

void braces_loop(struct shelf **out, int nr)
{
	while (nr--) {
		out[nr] = kmalloc(sizeof(**out), GFP_KERNEL | __GFP_NOFAIL);
		memset(out[nr], 0, sizeof(**out));
	}
}

struct shelf *braces_switch(int kind)
{
	struct shelf *shelf = NULL;

	switch (kind) {
	case 0:
		shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);
		if (shelf)
			memset(shelf, 0, sizeof(*shelf));
		break;
	default:
		shelf = kmalloc(sizeof(*shelf), GFP_ATOMIC);
		if (!shelf)
			break;
		memset(shelf, 0, sizeof(*shelf));
		shelf->width = kind;
	}
	return shelf;
}

int braces_around(struct shelf **out)
{
	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	{
		memset(*out, 0, sizeof(**out));
	}
	return 0;
}

void braces_condition(struct shelf **out)
{
	if ((*out = kmalloc(sizeof(**out), GFP_KERNEL)) != NULL)
		memset(*out, 0, sizeof(**out));
}
