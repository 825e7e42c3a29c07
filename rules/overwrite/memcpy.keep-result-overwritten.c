/* refused: every-path */
int result_overwritten(const void __user *from, size_t len)
{
	u8 *buf;
	int ret;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = copy_from_user(buf, from, len);
	ret = item_check(len);
	if (ret) {
		kfree(buf);
		return ret;
	}
	return item_add(buf);
}
