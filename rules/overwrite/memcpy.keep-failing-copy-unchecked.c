/* refused: every-path */
int failing_copy_unchecked(struct iov_iter *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	copy_from_iter(buf, len, from);
	return item_add(buf);
}
