/* The flag among other flags, in any place. */
#include <linux/slab.h>

void *flag_first(size_t size)
{
	return kmalloc(size, __GFP_ZERO | GFP_KERNEL);
}

void *flag_between(size_t size)
{
	return kmalloc(size, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
}

void *flag_first_of_three(size_t size)
{
	return kmalloc(size, __GFP_ZERO | GFP_KERNEL | __GFP_NOWARN);
}

void *flag_last_of_three(size_t size)
{
	return kmalloc(size, GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO);
}

void *no_blanks(size_t size)
{
	return kmalloc(size, GFP_KERNEL|__GFP_ZERO|__GFP_NOWARN);
}

void *in_brackets(size_t size)
{
	return kmalloc(size, (GFP_KERNEL | __GFP_ZERO));
}

void *brackets_that_stay(size_t size)
{
	return kmalloc(size, (GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN));
}

void *flag_in_brackets(size_t size)
{
	return kmalloc(size, GFP_KERNEL | (__GFP_ZERO));
}

void *two_in_brackets(size_t size)
{
	return kmalloc(size, GFP_KERNEL | (__GFP_ZERO | __GFP_NOWARN));
}

void *first_two_in_brackets(size_t size)
{
	return kmalloc(size, (GFP_KERNEL | __GFP_ZERO) | __GFP_NOWARN);
}

void *of_two_kinds(size_t size, bool wait)
{
	return kmalloc(size, (wait ? GFP_KERNEL : GFP_ATOMIC) | __GFP_ZERO);
}

void *of_two_kinds_and_more(size_t size, bool wait)
{
	return kmalloc(size, (wait ? GFP_KERNEL : GFP_ATOMIC) | __GFP_ZERO | __GFP_NOWARN);
}

void *masked(size_t size, gfp_t flags)
{
	return kmalloc(size, (flags & GFP_RECLAIM_MASK) | __GFP_ZERO);
}

void *other_zero_flags(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZEROTAGS | __GFP_ZERO);
}

struct wire *of_a_cast(size_t size)
{
	return (struct wire *)kmalloc(size, GFP_KERNEL | __GFP_ZERO);
}
