/* refused: whole-object */
int offset_of_member(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, offsetof(struct item, tail));
	return item_add(buf);
}
