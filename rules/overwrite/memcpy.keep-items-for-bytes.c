/* refused: whole-object */
int items_for_bytes(u32 value, size_t len)
{
	u64 *buf;

	buf = kcalloc(len, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset32(buf, value, len);
	return item_add(buf);
}
