/* review: unread */
int published_before(struct dev *dev, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	dev->buf = buf;
	item_announce(dev);
	memcpy(buf, from, len);
	return item_add(buf);
}
