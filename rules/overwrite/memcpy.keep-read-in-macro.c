/* refused: unread */
#define item_nr(item) ((item)->nr)

int read_in_macro(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	pr_info("%d\n", item_nr(buf));
	*buf = *from;
	return item_add(buf);
}
