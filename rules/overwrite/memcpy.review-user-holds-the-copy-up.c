/* review: unread */
int user_holds_the_copy_up(struct dev *dev, const void __user *from, size_t len)
{
	dev->buf = kzalloc(len, GFP_KERNEL);
	if (!dev->buf)
		return -ENOMEM;
	if (copy_from_user(dev->buf, from, len)) {
		kfree(dev->buf);
		dev->buf = NULL;
		return -EFAULT;
	}
	return 0;
}
