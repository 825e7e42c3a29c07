/* One blank line where there were two, none at either end of a block. */
#include <linux/slab.h>
#include <linux/string.h>

struct track {
	int length;
	struct track *next;
};

struct track *blank_both(void)
{
	struct track *track;

	track = kzalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;

	track->length = 1;
	return track;
}

struct track *blank_above(void)
{
	struct track *track;

	track = kzalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;

	track->length = 1;
	return track;
}

struct track *blank_below(void)
{
	struct track *track;

	track = kzalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;

	track->length = 1;
	return track;
}

struct track *blank_begin(void)
{
	struct track *track = kzalloc(sizeof(*track), GFP_KERNEL);

	if (track) {
		track->length = 1;
		track->next = track;
	}
	return track;
}

void blank_end(struct track **out, int i)
{
	out[i] = kzalloc(sizeof(**out), GFP_KERNEL | __GFP_NOFAIL);
}

void blank_two(struct track **out)
{
	struct track *first, *second;

	first = kzalloc(sizeof(*first), GFP_KERNEL);
	second = kzalloc(sizeof(*second), GFP_KERNEL);
	if (!first || !second)
		goto fail;

	first->next = second;
	*out = first;
	return;

fail:
	kfree(first);
	kfree(second);
}

void blank_declarations(struct track **out)
{
	struct track *track = kzalloc(sizeof(*track), GFP_KERNEL | __GFP_NOFAIL);

	*out = track;
}

struct track *blank_one_line(void)
{
	struct track *track = kzalloc(sizeof(*track), GFP_KERNEL);

	if (!track) return NULL;
	track->length = 1;
	return track;
}
