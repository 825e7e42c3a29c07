/* refused: every-path */
int short_circuit(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	(void)(from && memcpy(buf, from, len));
	return item_add(buf);
}
