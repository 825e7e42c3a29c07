/* review: structure */
/* The cache's objects are larger than the structure that is set up: a head, and room behind it. */
#include <linux/slab.h>

struct extension {
	int users;
	u8 offset[8];
	u8 used;
	char data[];
};

struct link {
	struct link *next;
	unsigned int place;
};

#define LINKS 15

static struct kmem_cache *extension_cache;
static struct kmem_cache *link_cache;

unsigned int total_length(void);

int extension_init(void)
{
	extension_cache = kmem_cache_create("extension", 8 * total_length(), 0, SLAB_PANIC, NULL);
	link_cache = kmem_cache_create("link", sizeof(struct link) * (LINKS + 1), 0, SLAB_PANIC, NULL);
	return 0;
}

struct extension *extension_new(gfp_t flags)
{
	struct extension *new = kmem_cache_alloc(extension_cache, flags);

	if (new) {
		memset(new->offset, 0, sizeof(new->offset));
		new->users = 1;
	}
	return new;
}

struct link *link_block(void)
{
	struct link *block;

	block = kmem_cache_alloc(link_cache, GFP_KERNEL);
	if (!block)
		return NULL;
	block->next = NULL;
	block->place = 0;
	return block;
}
