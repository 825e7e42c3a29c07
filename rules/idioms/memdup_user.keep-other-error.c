/* refused: same-failure */
/* Another error code, or the object is not freed. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int error_invalid(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EINVAL;
	}
	return run(data);
}

int error_twice(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		dev->status = -ENOMEM;
		ret = -ENOMEM;
		goto out;
	}
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		dev->status = -EFAULT;
		ret = -EFAULT;
		goto out;
	}
	ret = dev_run(dev, data);
out:
	dev_put(dev);
	return ret;
}

int error_left(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		return -EFAULT;
	}
	return run(data);
}

int error_freed_otherwise(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		dev_free(dev, data);
		return -EFAULT;
	}
	return run(data);
}
