/* refused: every-path */
int argument_of_a_call(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	pr_debug("copied to %p\n", memcpy(buf, from, len));
	return item_add(buf);
}
