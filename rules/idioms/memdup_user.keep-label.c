/* refused: layout */
/* A label would be left that nothing jumps to. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int label_alone(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		ret = -EFAULT;
		goto out;
	}
	ret = dev_run(dev, data);
out:
	kfree(data);
	return ret;
}
