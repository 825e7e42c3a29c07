/* Line breaks and comments around the flag. */
#include <linux/slab.h>

struct desk {
	void *drawers;
	int count;
};

int desk_flag_on_its_own_line(struct desk *desk)
{
	desk->drawers = kmalloc(desk->count,
				GFP_KERNEL |
				__GFP_ZERO);
	return desk->drawers ? 0 : -ENOMEM;
}

int desk_flag_first(struct desk *desk)
{
	desk->drawers = kmalloc(desk->count,
				__GFP_ZERO |
				GFP_KERNEL);
	return desk->drawers ? 0 : -ENOMEM;
}

int desk_flag_between(struct desk *desk)
{
	desk->drawers = kmalloc_array(desk->count, sizeof(long),
				      GFP_KERNEL | __GFP_ZERO |
				      __GFP_NOWARN);
	return desk->drawers ? 0 : -ENOMEM;
}

int desk_bar_first(struct desk *desk)
{
	desk->drawers = kvmalloc_array(desk->count, sizeof(long), GFP_KERNEL
				       | __GFP_NOWARN
				       | __GFP_ZERO);
	return desk->drawers ? 0 : -ENOMEM;
}

int desk_remarks(struct desk *desk)
{
	desk->drawers = kmalloc(desk->count, GFP_KERNEL /* may sleep */ | __GFP_NOWARN |
				/* filled in later */ __GFP_ZERO);
	return desk->drawers ? 0 : -ENOMEM;
}
