/* refused: has-api */
/* This file has a copy_from_user() of its own. */
#include <linux/slab.h>
#include <linux/uaccess.h>

#define copy_from_user(to, from, len) ({ memcpy(to, from, len); 0; })

int own_copy(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}
