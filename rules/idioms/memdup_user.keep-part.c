/* refused: whole-copy */
/* Room is left behind the copy. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int part_terminated(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kmalloc(len + 1, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}

int part_zeroed(struct dev *dev, const void __user *arg, size_t len)
{
	void *data;

	data = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, arg, len)) {
		kfree(data);
		return -EFAULT;
	}
	return run(data);
}
