/* refused: unread */
int assembly(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	asm volatile("dcbt 0,%0" : : "r" (buf));
	memcpy(buf, from, len);
	return item_add(buf);
}
