/* What a program gives to an ioctl. */
#include <linux/slab.h>
#include <linux/uaccess.h>

int dev_load(struct dev *dev, const void __user *from, size_t len)
{
	void *image;

	image = memdup_user(from, len);
	if (IS_ERR(image))
		return PTR_ERR(image);
	return dev_start(dev, image, len);
}
