/* refused: unread */
int given_away_before(struct dev *dev, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	item_register(dev, buf);
	memcpy(buf, from, len);
	return item_add(buf);
}
