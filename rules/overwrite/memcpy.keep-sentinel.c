/* refused: whole-object */
int sentinel(const struct item *from, size_t n)
{
	struct item *buf;

	buf = kcalloc(n + 1, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, n * sizeof(*buf));
	return item_add(buf);
}
