/* refused: plain-cache */
/* The cache has a constructor: zeroing on allocation would undo its work. */
#include <linux/slab.h>
#include <linux/string.h>

struct inode_like {
	spinlock_t lock;
	struct list_head list;
};

static struct kmem_cache *inode_like_cachep;
static struct kmem_cache *usercopy_like_cachep;

static void init_once(void *object);

struct inode_like *constructor_plain(void)
{
	struct inode_like *inode;

	inode = kmem_cache_alloc(inode_like_cachep, GFP_KERNEL);
	if (!inode)
		return NULL;
	memset(inode, 0, sizeof(*inode));
	return inode;
}

struct inode_like *constructor_usercopy(void)
{
	struct inode_like *inode = kmem_cache_alloc(usercopy_like_cachep, GFP_KERNEL);

	if (inode)
		memset(inode, 0, sizeof(*inode));
	return inode;
}

int inode_like_init(void)
{
	inode_like_cachep = kmem_cache_create("inode_like",
					      sizeof(struct inode_like), 0,
					      SLAB_RECLAIM_ACCOUNT,
					      init_once);
	usercopy_like_cachep = kmem_cache_create_usercopy("usercopy_like",
					sizeof(struct inode_like), 0, 0,
					0, 8, init_once);
	return inode_like_cachep ? 0 : -ENOMEM;
}
