/* refused: every-path */
int failing_copy_read(const void __user *from, size_t len)
{
	u8 *buf;
	int ret;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len)) {
		ret = buf[0];
		kfree(buf);
		return ret;
	}
	return item_add(buf);
}
