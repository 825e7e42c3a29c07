/* refused: every-path */
/* Cleared on one path; another hands the object out as it is, and succeeds. */
#include <linux/slab.h>
#include <linux/string.h>

struct block {
	u32 flags;
};

int published_raw(struct block **out, int fresh)
{
	struct block *block = kmalloc(sizeof(*block), GFP_KERNEL);

	if (!block)
		return -ENOMEM;
	if (fresh)
		memset(block, 0, sizeof(*block));
	*out = block;
	return 0;
}

int published_ifdef(struct block **out)
{
	struct block *block = kmalloc(sizeof(*block), GFP_KERNEL);

	if (!block)
		return -ENOMEM;
#ifdef CONFIG_BLOCK_CLEAR
	memset(block, 0, sizeof(*block));
#endif
	*out = block;
	return 0;
}
