/* refused: same-failure */
/* One of the two failures does more. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int work_copy(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		dev->faults++;
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int work_allocation(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		dev->shortages++;
		return -ENOMEM;
	}
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int work_message(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		pr_err("no memory\n");
		return -ENOMEM;
	}
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int work_unlock(struct dev *dev, const void __user *arg, size_t len)
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
		return -EFAULT;
	}
	ret = dev_run(dev, data);
out:
	dev_put(dev);
	return ret;
}
