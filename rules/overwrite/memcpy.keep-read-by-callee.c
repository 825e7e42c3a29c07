/* refused: unread */
int read_by_callee(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	item_show(buf);
	*buf = *from;
	return item_add(buf);
}
