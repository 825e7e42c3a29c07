/* Other allocators: a slab cache of this file, memory of a device, large memory. */
#include <linux/slab.h>
#include <linux/device.h>
#include <linux/mm.h>

struct track {
	int state;
	int users;
	void *owner;
	char label[24];
};

static struct kmem_cache *track_cache;

struct track *allocators_cache(void *owner)
{
	struct track *track;

	track = kmem_cache_zalloc(track_cache, GFP_NOFS);
	if (!track)
		return NULL;
	track->owner = owner;
	return track;
}

int allocators_managed(struct device *dev)
{
	struct track *track;

	track = devm_kzalloc(dev, sizeof(*track), GFP_KERNEL);
	if (!track)
		return -ENOMEM;
	track->users = 1;
	dev_set_drvdata(dev, track);
	return 0;
}

struct track *allocators_large(void)
{
	struct track *track;

	track = kvzalloc(sizeof(*track), GFP_KERNEL);
	if (!track)
		return NULL;
	return track;
}

int track_create(void)
{
	track_cache = KMEM_CACHE(track, SLAB_ACCOUNT);
	return track_cache ? 0 : -ENOMEM;
}
