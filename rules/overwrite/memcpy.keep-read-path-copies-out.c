/* refused: every-path */
int read_path_copies_out(bool write, void __user *arg, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (write)
		memcpy(buf, from, len);
	if (copy_to_user(arg, buf, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}
