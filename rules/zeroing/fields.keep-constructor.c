/* refused: plain-cache */
/* The constructor has set up what the stores leave alone. */
#include <linux/slab.h>

struct inode_info {
	int flags;
	int generation;
	struct list_head list;
};

static struct kmem_cache *inode_cache;

struct inode_info *constructor_kept(void)
{
	struct inode_info *info;

	info = kmem_cache_alloc(inode_cache, GFP_NOFS);
	if (!info)
		return NULL;
	info->flags = 0;
	info->generation = 0;
	return info;
}

int inode_cache_create(void)
{
	inode_cache = kmem_cache_create("inode", sizeof(struct inode_info), 0, 0, inode_once);
	return inode_cache ? 0 : -ENOMEM;
}
