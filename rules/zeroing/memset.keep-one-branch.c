/* refused: every-path */
/* Cleared on one path only; on another the object is used as it is. */
#include <linux/slab.h>
#include <linux/string.h>

struct block {
	u32 flags;
	u8 data[512];
};

struct block *branch_if(struct file *file, int fresh)
{
	struct block *block;

	block = kmalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return NULL;
	if (fresh)
		memset(block, 0, sizeof(*block));
	else
		block_read(file, block);
	return block;
}

struct block *branch_without_else(gfp_t flags, int clear)
{
	struct block *block;

	block = kmalloc(sizeof(*block), flags);
	if (block && clear)
		memset(block, 0, sizeof(*block));
	return block;
}

int branch_early_return(struct block **out, int raw)
{
	struct block *block;

	block = kmalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return -ENOMEM;
	*out = block;
	if (raw)
		return block_fill(*out);
	memset(block, 0, sizeof(*block));
	return 0;
}

int branch_switch(struct block **out, int kind)
{
	struct block *block;

	block = kmalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return -ENOMEM;
	switch (kind) {
	case 0:
		memset(block, 0, sizeof(*block));
		break;
	case 1:
		memset(block, 0xff, sizeof(*block));
		break;
	}
	*out = block;
	return 0;
}
