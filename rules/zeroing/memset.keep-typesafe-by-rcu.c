/* refused: plain-cache */
/* Objects are read while they are free: kernel commit 941297f443f put such a memset back. */
#include <linux/slab.h>
#include <linux/string.h>

struct conntrack_like {
	atomic_t use;
	struct hlist_nulls_node node;
};

static struct kmem_cache *conntrack_like_cachep;
static struct kmem_cache *socket_like_cachep;

struct conntrack_like *rcu_plain(gfp_t flags)
{
	struct conntrack_like *ct;

	ct = kmem_cache_alloc(conntrack_like_cachep, flags);
	if (ct == NULL)
		return ERR_PTR(-ENOMEM);
	memset(ct, 0, sizeof(*ct));
	return ct;
}

struct conntrack_like *rcu_macro(gfp_t flags)
{
	struct conntrack_like *ct = kmem_cache_alloc(socket_like_cachep, flags);

	if (ct)
		memset(ct, 0, sizeof(struct conntrack_like));
	return ct;
}

int conntrack_like_init(void)
{
	conntrack_like_cachep = kmem_cache_create("conntrack_like",
						  sizeof(struct conntrack_like), 0,
						  SLAB_TYPESAFE_BY_RCU | SLAB_PANIC, NULL);
	socket_like_cachep = KMEM_CACHE(conntrack_like, SLAB_TYPESAFE_BY_RCU);
	return 0;
}
