/* review: whole-object */
/* A cache that is a parameter is any cache: a member of the same name says nothing of it. */
#include <linux/slab.h>
#include <linux/string.h>

struct seat {
	int row;
};

struct hall {
	struct kmem_cache *seat_or_other_cachep;
};

struct seat *cache_of_caller(struct kmem_cache *seat_or_other_cachep)
{
	struct seat *seat = kmem_cache_alloc(seat_or_other_cachep, GFP_KERNEL);

	if (!seat)
		return NULL;
	memset(seat, 0, sizeof(*seat));
	return seat;
}

void hall_init(struct hall *hall)
{
	hall->seat_or_other_cachep = kmem_cache_create("seat", sizeof(struct seat), 0, 0, NULL);
}
