/* refused: plain-cache */
/* The same under its name before Linux 4.12, with the destructor that caches had before 2.6.23. */
#include <linux/slab.h>
#include <linux/string.h>

struct anon_like {
	spinlock_t lock;
	struct list_head head;
};

static struct kmem_cache *anon_like_cachep;
static kmem_cache_t *filp_like_cachep;

struct anon_like *destroy_flag(void)
{
	struct anon_like *anon;

	anon = kmem_cache_alloc(anon_like_cachep, SLAB_KERNEL);
	if (!anon)
		return NULL;
	memset(anon, 0, sizeof(*anon));
	return anon;
}

struct anon_like *destroy_constructor(void)
{
	struct anon_like *anon = kmem_cache_alloc(filp_like_cachep, SLAB_KERNEL);

	if (anon)
		memset(anon, 0, sizeof(struct anon_like));
	return anon;
}

int __init anon_like_init(void)
{
	anon_like_cachep = kmem_cache_create("anon_like", sizeof(struct anon_like), 0,
					     SLAB_DESTROY_BY_RCU | SLAB_PANIC, NULL);
	filp_like_cachep = kmem_cache_create("filp_like", sizeof(struct anon_like), 0,
					     SLAB_HWCACHE_ALIGN, anon_like_ctor, NULL);
	return 0;
}
