/* refused: policy */
/* as: /linux/mm/kasan/kasan_test_c.c */
int memory_test(size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset(buf, 0x5a, len);
	return item_add(buf);
}
