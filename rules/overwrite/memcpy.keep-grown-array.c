/* refused: whole-object */
int grown_array(struct item *old, size_t n)
{
	struct item *buf;

	buf = kcalloc(2 * n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, old, n * sizeof(*old));
	return item_add(buf);
}
