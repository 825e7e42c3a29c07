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
	return kmalloc_array(count, sizeof(struct slot), GFP_KERNEL);
}

void *family_kvmalloc(unsigned int count)
{
	return kvmalloc_array(count, sizeof(struct slot), GFP_KERNEL);
}

void *family_kvzalloc(unsigned int count)
{
	return kvcalloc(count, sizeof(struct slot), GFP_KERNEL);
}

void *family_vmalloc(unsigned int count)
{
	return vmalloc_array(count, sizeof(u32));
}

void *family_vzalloc(unsigned int count)
{
	return vcalloc(count, sizeof(void *));
}

void *family_node(unsigned int count)
{
	return kmalloc_array_node(count, sizeof(long), GFP_KERNEL, 0);
}

void *family_zeroed_node(unsigned int count)
{
	return kcalloc_node(count, sizeof(long), GFP_KERNEL, 0);
}

void *family_managed(struct device *dev, int count)
{
	return devm_kmalloc_array(dev, count, sizeof(u8 *), GFP_KERNEL);
}

void *family_managed_zeroed(struct device *dev, int count)
{
	return devm_kcalloc(dev, count, sizeof(struct slot), GFP_KERNEL);
}
