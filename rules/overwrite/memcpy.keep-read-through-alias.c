/* refused: unread */
int read_through_alias(const struct item *from, int n)
{
	struct item *buf, *old;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	old = buf;
	n += old->nr;
	*buf = *from;
	return n;
}
