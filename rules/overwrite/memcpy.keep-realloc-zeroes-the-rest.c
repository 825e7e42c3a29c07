/* refused: whole-object */
int realloc_zeroes_the_rest(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	buf = krealloc(buf, len + 16, GFP_KERNEL | __GFP_ZERO);
	return item_add(buf);
}
