/* Comments about the clearing go with it, all others stay. */
#include <linux/slab.h>
#include <linux/string.h>

struct album {
	int year;
	char title[64];
};

struct album *comment_above(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		return NULL;

	/* clear it */
	memset(album, 0, sizeof(*album));

	/* the year is known */
	album->year = year;
	return album;
}

struct album *comment_block(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		return NULL;

	/*
	 * Zero the whole album, so that the title
	 * is terminated.
	 */
	memset(album, 0, sizeof(*album));
	album->year = year;
	return album;
}

struct album *comment_trailing(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);	/* may sleep */
	if (!album)			/* no memory */
		return NULL;
	memset(album, 0, sizeof(*album));	/* start with zeroes */
	album->year = year;		/* the only thing we know */
	return album;
}

struct album *comment_slashes(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		return NULL;
	// wipe the album
	memset(album, 0, sizeof(*album)); // all of it
	album->year = year;
	return album;
}

struct album *comment_of_section(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		return NULL;

	/* fill in the album */
	memset(album, 0, sizeof(*album));
	album->year = year;
	return album;
}

struct album *comment_in_branch(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (album) {
		/* initialise to zero */
		memset(album, 0, sizeof(*album));
		/* and date it */
		album->year = year;
	}
	return album;
}

struct album *comment_before_allocation(int year)
{
	struct album *album;

	/* an album of this year */
	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		return NULL;
	memset(album, 0, sizeof(*album));

	return album;
}

struct album *comment_of_neighbours(int year)
{
	struct album *album;

	album = kmalloc(sizeof(*album), GFP_KERNEL);
	if (!album)
		goto out;	/* give up */
	memset(album, 0, sizeof(*album));
out:
	/* NULL when there is no memory */
	return album;
}
