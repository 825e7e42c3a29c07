/* refused: unread */
int walked_in_between(const struct table *from, int n)
{
	struct table *buf;
	struct item *item;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	list_for_each_entry(item, &buf->items, list)
		n++;
	*buf = *from;
	return n;
}
