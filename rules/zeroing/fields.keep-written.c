/* refused: untouched */
/* The members were written before: always, on one path, under another name, by a copy. */
#include <linux/slab.h>
#include <linux/string.h>

struct inner {
	int first;
	int second;
};

struct outer {
	struct inner inner;
	int third;
	int fourth;
	char name[8];
};

struct outer *written_on_a_path(bool early)
{
	struct outer *outer;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	if (early) {
		outer->third = 3;
		outer->fourth = 4;
	}
	outer_check(early);
	outer->third = 0;
	outer->fourth = 0;
	return outer;
}

struct outer *written_by_name(void)
{
	struct outer *outer;
	struct inner *inner;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	inner = &outer->inner;
	inner->first = 1;
	inner->second = 2;
	outer->inner.first = 0;
	outer->inner.second = 0;
	return outer;
}

struct outer *written_as_a_whole(const struct outer *old)
{
	struct outer *outer;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	*outer = *old;
	outer->third = 0;
	outer->fourth = 0;
	return outer;
}

struct outer *written_by_copy(const struct outer *old)
{
	struct outer *outer;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	memcpy(outer, old, sizeof(*outer));
	outer->third = 0;
	outer->fourth = 0;
	return outer;
}

struct outer *written_in_an_inner_one(const struct inner *from)
{
	struct outer *outer;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	outer->inner = *from;
	outer->inner.first = 0;
	outer->inner.second = 0;
	return outer;
}

struct outer *written_past_the_end(const char *from)
{
	struct outer *outer;

	outer = kmalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return NULL;
	memcpy(&outer->inner, from, sizeof(*outer));
	outer->third = 0;
	outer->fourth = 0;
	return outer;
}
