// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects of one size: a plain cache, and one whose constructor must be kept.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "people.h"

static struct kmem_cache *person_cache;
static struct kmem_cache *address_cache;

static void address_construct(void *object)
{
	struct address *address = object;

	strscpy(address->city, "Oslo", sizeof(address->city));
}

int people_cache_init(void)
{
	person_cache = kmem_cache_create("people_person", sizeof(struct person),
					 0, 0, NULL);
	if (!person_cache)
		return -ENOMEM;

	address_cache = kmem_cache_create("people_address",
					  sizeof(struct address), 0, 0,
					  address_construct);
	if (!address_cache) {
		kmem_cache_destroy(person_cache);
		return -ENOMEM;
	}
	return 0;
}

void people_cache_exit(void)
{
	kmem_cache_destroy(address_cache);
	kmem_cache_destroy(person_cache);
}

struct person *people_cache_get(void)
{
	struct person *person;

	person = kmem_cache_alloc(person_cache, GFP_KERNEL);
	if (!person)
		return NULL;
	memset(person, 0, sizeof(struct person));

	INIT_LIST_HEAD(&person->node);
	return person;
}

/* Stays: a cache with a constructor must not be asked for zeroed objects. */
struct address *address_cache_get(void)
{
	struct address *address;

	address = kmem_cache_alloc(address_cache, GFP_KERNEL);
	if (!address)
		return NULL;
	memset(address, 0, sizeof(*address));

	return address;
}
