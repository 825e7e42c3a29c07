/* refused: whole-object */
int first_of_many(const struct item *from, size_t n)
{
	struct item *buf;

	buf = kcalloc(n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = *from;
	return item_add(buf);
}
