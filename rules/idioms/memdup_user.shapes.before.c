/* Ways to fail that are the same way. */
#include <linux/slab.h>
#include <linux/uaccess.h>

struct args {
	int command;
	int count;
};

int shape_null(unsigned long arg)
{
	struct args *args;
	int ret;

	args = kzalloc(sizeof(*args), GFP_USER);
	if (args == NULL)
		return -ENOMEM;

	if (copy_from_user(args, (void __user *)arg, sizeof(struct args)) != 0) {
		kfree(args);
		return -EFAULT;
	}

	ret = run(args);
	kfree(args);
	return ret;
}

int shape_jump(struct dev *dev, const void __user *arg)
{
	struct args *args;
	int ret;

	dev_get(dev);
	args = kmalloc(sizeof(*args), GFP_KERNEL | __GFP_NOWARN);
	if (unlikely(!args)) {
		ret = -ENOMEM;
		goto put;
	}
	if (copy_from_user(args, arg, sizeof(*args))) {
		kfree(args);
		ret = -EFAULT;
		goto put;
	}
	ret = dev_run(dev, args);
put:
	dev_put(dev);
	return ret;
}

int shape_shared_exit(u64 address, size_t len)
{
	void *data;
	int ret;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, u64_to_user_ptr(address), len)) {
		ret = -EFAULT;
		goto out;
	}
	ret = check(data);
	if (ret)
		goto out;
	ret = run(data);
out:
	kfree(data);
	return ret;
}

int shape_ladder(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;
	int ret;

	mutex_lock(&dev->lock);
	data = kmalloc(len, GFP_KERNEL);
	if (!data) {
		ret = -ENOMEM;
		goto unlock;
	}
	if (copy_from_user(data, arg, len)) {
		ret = -EFAULT;
		goto free;
	}
	ret = dev_run(dev, data);
	if (ret < 0)
		goto free;
	ret = 0;
free:
	kfree(data);
unlock:
	mutex_unlock(&dev->lock);
	return ret;
}

int shape_large(const void __user *arg, size_t len)
{
	void *data;

	data = kvmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kvfree(data);
		return -EFAULT;
	}
	return run(data);
}

int shape_braces(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kvzalloc(len, GFP_KERNEL);
	if (!data) {
		dev_put(dev);
		return -ENOMEM;
	}
	if (copy_from_user(data, arg, len)) {
		kvfree(data);
		dev_put(dev);
		return -EFAULT;
	}
	return dev_run(dev, data);
}
