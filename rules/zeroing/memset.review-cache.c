/* review: whole-object */
/* Nothing here shows how the cache is created: how large its objects are, and that it has no constructor. */
#include <linux/slab.h>
#include <linux/string.h>

struct remote {
	int id;
};

extern struct kmem_cache *remote_elsewhere_cachep;

struct remote *cache_extern(void)
{
	struct remote *remote;

	remote = kmem_cache_alloc(remote_elsewhere_cachep, GFP_KERNEL);
	if (!remote)
		return NULL;
	memset(remote, 0, sizeof(*remote));
	return remote;
}

struct remote *cache_parameter(struct kmem_cache *remote_any_cachep)
{
	struct remote *remote = kmem_cache_alloc(remote_any_cachep, GFP_ATOMIC);

	if (remote)
		memset(remote, 0, sizeof(struct remote));
	return remote;
}
