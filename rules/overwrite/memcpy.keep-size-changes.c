/* refused: unchanged */
int size_changes(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	len = item_len(from);
	memcpy(buf, from, len);
	return item_add(buf);
}
