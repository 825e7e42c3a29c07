/* refused: every-path */
int narrow_result(const void __user *from, size_t len)
{
	u8 *buf;
	u8 left;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	left = copy_from_user(buf, from, len);
	if (left) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}
