/* What a program gives to an ioctl. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int dev_load(struct dev *dev, const void __user *from, size_t len)
{
	void *image;

	image = kmalloc(len, GFP_KERNEL);
	if (!image)
		return -ENOMEM;
	if (copy_from_user(image, from, len)) {
		kfree(image);
		return -EFAULT;
	}
	return dev_start(dev, image, len);
}
