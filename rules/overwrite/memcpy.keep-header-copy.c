/* refused: whole-object */
int header_copy(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(sizeof(struct head) + len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(struct head));
	return item_add(buf);
}
