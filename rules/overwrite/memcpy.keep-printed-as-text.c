/* refused: unread */
int printed_as_text(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	pr_info("%s at %p\n", buf->name, buf);
	*buf = *from;
	return item_add(buf);
}
