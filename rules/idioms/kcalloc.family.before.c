/* Every allocator that has a sibling for arrays. */
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct slot {
	int irq;
};

struct ring {
	struct slot *slots;
	unsigned int count;
};

void *family_kmalloc(unsigned int count)
{
	return kmalloc(count * sizeof(struct slot), GFP_KERNEL);
}

void *family_kvmalloc(unsigned int count)
{
	return kvmalloc(count * sizeof(struct slot), GFP_KERNEL);
}

void *family_kvzalloc(unsigned int count)
{
	return kvzalloc(sizeof(struct slot) * count, GFP_KERNEL);
}

void *family_vmalloc(unsigned int count)
{
	return vmalloc(sizeof(u32) * count);
}

void *family_vzalloc(unsigned int count)
{
	return vzalloc(count * sizeof(void *));
}

void *family_node(unsigned int count)
{
	return kmalloc_node(count * sizeof(long), GFP_KERNEL, 0);
}

void *family_zeroed_node(unsigned int count)
{
	return kzalloc_node(count * sizeof(long), GFP_KERNEL, 0);
}

void *family_managed(struct device *dev, int count)
{
	return devm_kmalloc(dev, count * sizeof(u8 *), GFP_KERNEL);
}

void *family_managed_zeroed(struct device *dev, int count)
{
	return devm_kzalloc(dev, sizeof(struct slot) * count, GFP_KERNEL);
}
