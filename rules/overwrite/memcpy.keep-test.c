/* refused: policy */
int test(struct kunit *test, const void *from, size_t len)
{
	u8 *buf;

	buf = kunit_kzalloc(test, len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}
