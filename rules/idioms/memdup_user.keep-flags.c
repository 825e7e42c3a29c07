/* refused: user-flags */
/* memdup_user() does not account to a cgroup and may sleep. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int flags_account(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int flags_atomic(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_ATOMIC);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int flags_both(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL | GFP_USER);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int flags_variable(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, dev->gfp);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}
