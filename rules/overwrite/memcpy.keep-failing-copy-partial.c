/* refused: every-path */
int failing_copy_partial(const void __user *from, size_t len)
{
	u8 *buf;
	size_t left;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	left = copy_from_user(buf, from, len);
	if (left == len) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}
