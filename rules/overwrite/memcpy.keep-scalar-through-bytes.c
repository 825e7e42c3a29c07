/* refused: whole-object */
int scalar_through_bytes(u16 nr, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*(u16 *)buf = nr;
	return item_add(buf);
}
