/* kvmalloc() and its kin: slab or pages. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

struct bucket {
	struct bucket *next;
};

struct bucket *kvmalloc_plain(size_t size)
{
	struct bucket *buckets;

	buckets = kvzalloc(size, GFP_KERNEL);
	if (!buckets)
		return NULL;
	return buckets;
}

struct bucket *kvmalloc_of_array(size_t nr)
{
	struct bucket *buckets;

	buckets = kvcalloc(nr, sizeof(*buckets), GFP_KERNEL_ACCOUNT);
	if (unlikely(!buckets))
		return ERR_PTR(-ENOMEM);
	return buckets;
}

void *kvmalloc_on_node(size_t size, int node)
{
	void *memory;

	memory = kvzalloc_node(size, GFP_KERNEL, node);
	if (!memory)
		return NULL;
	return memory;
}
