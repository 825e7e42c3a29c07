/* refused: user-flags */
/* vmemdup_user() does not account to a cgroup, nor try harder. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int flags_large_account(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kvmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kvfree(data);
		return -EFAULT;
	}
	return run(data);
}

int flags_large_retry(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kvzalloc(len, GFP_KERNEL | __GFP_RETRY_MAYFAIL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kvfree(data);
		return -EFAULT;
	}
	return run(data);
}
