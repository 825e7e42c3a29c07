/* refused: needless-cast */
/* The annotation is meant for sparse. */
#include <linux/slab.h>

struct slot {
	int irq;
};

struct ring {
	unsigned int count;
	struct slot slots[];
};

int annotation_iomem(struct dev *dev)
{
	dev->base = (void __iomem *)kmalloc(64, GFP_KERNEL);
	return dev->base ? 0 : -ENOMEM;
}

int annotation_force(struct dev *dev)
{
	dev->tag = (__force __be32 *)kzalloc(64, GFP_KERNEL);
	return dev->tag ? 0 : -ENOMEM;
}
