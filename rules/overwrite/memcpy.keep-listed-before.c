/* refused: unread */
int listed_before(struct list_head *head, const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	list_add(&buf->list, head);
	*buf = *from;
	return item_add(buf);
}
