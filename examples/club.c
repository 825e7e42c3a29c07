// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clubs: members set to zero one by one, memory that is zeroed and then overwritten, and memory that is zeroed twice.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "people.h"

/* What sets a member to zero goes; what sets a value stays. */
struct club *club_found(const char *name, u32 fee)
{
	struct club *club;

	club = kmalloc(sizeof(*club), GFP_KERNEL);
	if (!club)
		return NULL;

	strscpy(club->name, name, sizeof(club->name));
	INIT_LIST_HEAD(&club->members);
	spin_lock_init(&club->lock);
	club->nr_members = 0;
	club->fee = fee;
	club->treasurer = NULL;
	memset(club->rooms, 0, sizeof(club->rooms));
	return club;
}

/* All of it comes from the caller: zeroing it first is waste. */
struct club *club_copy(const struct club *from)
{
	struct club *club;

	club = kzalloc(sizeof(*club), GFP_KERNEL);
	if (!club)
		return NULL;

	memcpy(club, from, sizeof(struct club));
	INIT_LIST_HEAD(&club->members);
	return club;
}

/* Where the copy fails, nobody reads what was not written. */
u32 *club_fees(const void __user *from, size_t nr)
{
	u32 *fees = kcalloc(nr, sizeof(*fees), GFP_KERNEL);

	if (!fees)
		return NULL;
	if (copy_from_user(fees, from, nr * sizeof(u32))) {
		kfree(fees);
		return NULL;
	}
	return fees;
}

/* This one must stay as it is: the text has one byte more than is copied, and that one has to be zero. */
char *club_motto(const char *from, size_t length)
{
	char *motto = kzalloc(length + 1, GFP_KERNEL);

	if (motto)
		memcpy(motto, from, length);
	return motto;
}

/* Coherent memory is zero already. */
int club_wall(struct device *dev, struct club *club)
{
	club->wall = dma_alloc_coherent(dev, CLUB_WALL_SIZE, &club->wall_handle,
					GFP_KERNEL);
	if (!club->wall)
		return -ENOMEM;

	memset(club->wall, 0, CLUB_WALL_SIZE);
	return 0;
}

/* The flag has a name of its own. */
u8 *club_stamps(size_t nr)
{
	return kmalloc(nr, GFP_KERNEL | __GFP_ZERO);
}
