/* Bitmaps: sizes count bits, and bitmap_zero() clears. */
#include <linux/bitmap.h>

struct ids {
	unsigned long *used;
	unsigned int nr;
};

int bitmap_plain(struct ids *ids)
{
	ids->used = bitmap_alloc(ids->nr, GFP_KERNEL);
	if (!ids->used)
		return -ENOMEM;
	bitmap_zero(ids->used, ids->nr);
	return 0;
}

unsigned long *bitmap_on_node(unsigned int nr, int node)
{
	unsigned long *bits;

	bits = bitmap_alloc_node(nr, GFP_KERNEL, node);
	if (bits)
		bitmap_zero(bits, nr);
	return bits;
}

int bitmap_managed(struct device *dev, struct ids *ids, unsigned int nr)
{
	unsigned long *bits;

	bits = devm_bitmap_alloc(dev, nr, GFP_KERNEL);
	if (!bits)
		return -ENOMEM;
	bitmap_zero(bits, nr);
	ids->used = bits;
	return 0;
}
