/* refused: no-error-pointer */
/* The way out takes NULL, and no error pointer. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int cleanup_free(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		ret = -ENOMEM;
		goto out;
	}
	if (copy_from_user(data, arg, len)) {
		ret = -EFAULT;
		goto out;
	}
	ret = dev_run(dev, data);
out:
	kfree(data);
	return ret;
}

int cleanup_trace(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		ret = -ENOMEM;
		goto out;
	}
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		ret = -EFAULT;
		goto out;
	}
	ret = dev_run(dev, data);
out:
	trace_dev(dev, data, ret);
	return ret;
}

int cleanup_test(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		ret = -ENOMEM;
		goto out;
	}
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		ret = -EFAULT;
		goto out;
	}
	ret = dev_run(dev, data);
out:
	if (data)
		dev_done(dev);
	return ret;
}
