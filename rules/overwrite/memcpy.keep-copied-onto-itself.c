/* refused: unread */
int copied_onto_itself(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memmove(buf, buf + 4, len);
	return item_add(buf);
}
