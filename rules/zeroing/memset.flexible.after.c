/* Structures with a flexible array, allocated by its length. */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

struct chain {
	int nr;
	u32 links[] __counted_by(nr);
};

struct chain *flexible_plain(int nr)
{
	struct chain *chain;

	chain = kzalloc_flex(*chain, links, nr, GFP_KERNEL);
	if (!chain)
		return NULL;
	chain->nr = nr;
	return chain;
}

struct chain *flexible_kv(int nr)
{
	struct chain *chain;

	chain = kvzalloc_flex(*chain, links, nr);
	if (!chain)
		return NULL;
	chain->nr = nr;
	return chain;
}
