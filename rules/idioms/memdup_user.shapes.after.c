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

	args = memdup_user((void __user *)arg, sizeof(*args));
	if (IS_ERR(args))
		return PTR_ERR(args);

	ret = run(args);
	kfree(args);
	return ret;
}

int shape_jump(struct dev *dev, const void __user *arg)
{
	struct args *args;
	int ret;

	dev_get(dev);
	args = memdup_user(arg, sizeof(*args));
	if (IS_ERR(args)) {
		ret = PTR_ERR(args);
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

	data = memdup_user(u64_to_user_ptr(address), len);
	if (IS_ERR(data))
		return PTR_ERR(data);
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
	data = memdup_user(arg, len);
	if (IS_ERR(data)) {
		ret = PTR_ERR(data);
		goto unlock;
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

	data = vmemdup_user(arg, len);
	if (IS_ERR(data))
		return PTR_ERR(data);
	return run(data);
}

int shape_braces(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = vmemdup_user(arg, len);
	if (IS_ERR(data)) {
		dev_put(dev);
		return PTR_ERR(data);
	}
	return dev_run(dev, data);
}
