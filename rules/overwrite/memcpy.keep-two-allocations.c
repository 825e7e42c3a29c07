/* refused: same-object */
int two_allocations(u8 *old, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (old)
		buf = old;
	memcpy(buf, from, len);
	return item_add(buf);
}
