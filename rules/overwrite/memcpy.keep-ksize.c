/* refused: whole-object */
int ksize(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	item_send(buf, ksize(buf));
	return item_add(buf);
}
