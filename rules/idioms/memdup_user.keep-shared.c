/* refused: no-error-pointer */
/* Others would see an error pointer where NULL was. */
#include <linux/slab.h>
#include <linux/uaccess.h>

static void *last;

int shared_member(struct dev *dev, const void __user *arg, size_t len)
{
	dev->data = kmalloc(len, GFP_KERNEL);
	if (!dev->data)
		return -ENOMEM;
	if (copy_from_user(dev->data, arg, len)) {
		kfree(dev->data);
		return -EFAULT;
	}
	return dev_run(dev);
}

int shared_global(struct dev *dev, const void __user *arg, size_t len)
{
	last = kmalloc(len, GFP_KERNEL);
	if (!last)
		return -ENOMEM;
	if (copy_from_user(last, arg, len)) {
		kfree(last);
		return -EFAULT;
	}
	return dev_run(dev);
}

int shared_address(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return dev_keep(dev, &data);
}

int shared_static(struct dev *dev, const void __user *arg, size_t len)
{
	static void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}
