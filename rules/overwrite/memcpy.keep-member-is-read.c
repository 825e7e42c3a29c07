/* refused: unread */
int member_is_read(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (buf->nr)
		pr_info("used\n");
	*buf = *from;
	return item_add(buf);
}
