/* review: unread */
int published_and_waiting(struct dev *dev, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	dev->buf = buf;
	mutex_unlock(&dev->lock);
	memcpy(buf, from, len);
	return 0;
}
