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

	buckets = kvmalloc(size, GFP_KERNEL);
	if (!buckets)
		return NULL;
	memset(buckets, 0, size);
	return buckets;
}

struct bucket *kvmalloc_of_array(size_t nr)
{
	struct bucket *buckets;

	buckets = kvmalloc_array(nr, sizeof(*buckets), GFP_KERNEL_ACCOUNT);
	if (unlikely(!buckets))
		return ERR_PTR(-ENOMEM);
	memset(buckets, 0, sizeof(*buckets) * nr);
	return buckets;
}

void *kvmalloc_on_node(size_t size, int node)
{
	void *memory;

	memory = kvmalloc_node(size, GFP_KERNEL, node);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}
