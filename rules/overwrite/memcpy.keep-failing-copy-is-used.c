/* refused: every-path */
int failing_copy_is_used(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len))
		pr_warn("no data\n");
	return item_add(buf);
}
