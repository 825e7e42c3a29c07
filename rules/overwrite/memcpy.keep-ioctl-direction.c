/* refused: every-path */
int ioctl_direction(unsigned int cmd, void __user *arg, size_t len)
{
	u8 *buf;
	int ret;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (cmd & IOC_WRITE) {
		if (copy_from_user(buf, arg, len)) {
			kfree(buf);
			return -EFAULT;
		}
	}
	ret = item_ioctl(cmd, buf);
	if (!ret && copy_to_user(arg, buf, len))
		ret = -EFAULT;
	kfree(buf);
	return ret;
}
