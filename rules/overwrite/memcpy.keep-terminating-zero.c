/* refused: whole-object */
int terminating_zero(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len + 1, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}
