/* The flag among other flags, in any place. */
#include <linux/slab.h>

void *flag_first(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void *flag_between(size_t size)
{
	return kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

void *flag_first_of_three(size_t size)
{
	return kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

void *flag_last_of_three(size_t size)
{
	return kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

void *no_blanks(size_t size)
{
	return kzalloc(size, GFP_KERNEL|__GFP_NOWARN);
}

void *in_brackets(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void *brackets_that_stay(size_t size)
{
	return kzalloc(size, (GFP_KERNEL | __GFP_NOWARN));
}

void *flag_in_brackets(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void *two_in_brackets(size_t size)
{
	return kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

void *first_two_in_brackets(size_t size)
{
	return kzalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

void *of_two_kinds(size_t size, bool wait)
{
	return kzalloc(size, wait ? GFP_KERNEL : GFP_ATOMIC);
}

void *of_two_kinds_and_more(size_t size, bool wait)
{
	return kzalloc(size, (wait ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN);
}

void *masked(size_t size, gfp_t flags)
{
	return kzalloc(size, flags & GFP_RECLAIM_MASK);
}

void *other_zero_flags(size_t size, gfp_t flags)
{
	return kzalloc(size, flags | __GFP_ZEROTAGS);
}

struct wire *of_a_cast(size_t size)
{
	return (struct wire *)kzalloc(size, GFP_KERNEL);
}
