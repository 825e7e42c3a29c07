/* A slab cache without a constructor, created in the same file. */
#include <linux/slab.h>
#include <linux/string.h>

struct ticket {
	int number;
	struct list_head list;
};

struct stamp {
	u64 time;
};

struct office {
	struct kmem_cache *stamps;
	struct ticket *first;
};

static struct kmem_cache *ticket_cachep;
static kmem_cache_t *old_ticket_cachep;

struct ticket *cache_plain(void)
{
	struct ticket *ticket;

	ticket = kmem_cache_zalloc(ticket_cachep, GFP_KERNEL);
	if (!ticket)
		return NULL;
	INIT_LIST_HEAD(&ticket->list);
	return ticket;
}

struct ticket *cache_old(void)
{
	struct ticket *ticket;

	ticket = kmem_cache_zalloc(old_ticket_cachep, SLAB_KERNEL);
	return ticket;
}

struct stamp *cache_member(struct office *office)
{
	struct stamp *stamp = kmem_cache_zalloc(office->stamps, GFP_ATOMIC);

	if (unlikely(stamp == NULL))
		return ERR_PTR(-ENOMEM);
	return stamp;
}

int cache_error(struct office *office)
{
	struct ticket *ticket;
	int err;

	ticket = kmem_cache_zalloc(ticket_cachep, GFP_NOFS);
	if (!ticket)
		return -ENOMEM;
	err = office_is_closed(office);
	if (err) {
		kmem_cache_free(ticket_cachep, ticket);
		return err;
	}
	office->first = ticket;
	return 0;
}

int office_init(struct office *office)
{
	ticket_cachep = KMEM_CACHE(ticket, SLAB_HWCACHE_ALIGN);
	old_ticket_cachep = kmem_cache_create("old_ticket", sizeof(struct ticket), 0,
					      SLAB_HWCACHE_ALIGN, NULL, NULL);
	office->stamps = kmem_cache_create("stamp", sizeof(struct stamp),
					   __alignof__(struct stamp),
					   SLAB_PANIC | SLAB_ACCOUNT, NULL);
	return ticket_cachep && old_ticket_cachep ? 0 : -ENOMEM;
}
