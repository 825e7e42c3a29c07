/* refused: every-path */
int loop_may_be_empty(const void *from, size_t len, int n)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	for (; n; n--)
		memcpy(buf, from, len);
	return item_add(buf);
}
