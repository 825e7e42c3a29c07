/* refused: whole-object */
int maximum_size(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(MAX_LEN, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}
