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

	track = kmalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;

	memset(track, 0, sizeof(*track));

	track->length = 1;
	return track;
}

struct track *blank_above(void)
{
	struct track *track;

	track = kmalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;

	memset(track, 0, sizeof(*track));
	track->length = 1;
	return track;
}

struct track *blank_below(void)
{
	struct track *track;

	track = kmalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;
	memset(track, 0, sizeof(*track));

	track->length = 1;
	return track;
}

struct track *blank_begin(void)
{
	struct track *track = kmalloc(sizeof(*track), GFP_KERNEL);

	if (track) {
		memset(track, 0, sizeof(*track));

		track->length = 1;
		track->next = track;
	}
	return track;
}

void blank_end(struct track **out, int i)
{
	out[i] = kmalloc(sizeof(**out), GFP_KERNEL | __GFP_NOFAIL);

	memset(out[i], 0, sizeof(**out));
}

void blank_two(struct track **out)
{
	struct track *first, *second;

	first = kmalloc(sizeof(*first), GFP_KERNEL);
	second = kmalloc(sizeof(*second), GFP_KERNEL);
	if (!first || !second)
		goto fail;

	memset(first, 0, sizeof(*first));

	memset(second, 0, sizeof(*second));

	first->next = second;
	*out = first;
	return;

fail:
	kfree(first);
	kfree(second);
}

void blank_declarations(struct track **out)
{
	struct track *track = kmalloc(sizeof(*track), GFP_KERNEL | __GFP_NOFAIL);

	memset(track, 0, sizeof(*track));
	*out = track;
}

struct track *blank_one_line(void)
{
	struct track *track = kmalloc(sizeof(*track), GFP_KERNEL);

	if (!track) return NULL;
	memset(track, 0, sizeof(*track)); track->length = 1;
	return track;
}
