/* review: unread */
int published_and_allocating(struct dev *dev, const void *from, size_t len)
{
	dev->buf = kzalloc(len, GFP_KERNEL);
	if (!dev->buf)
		return -ENOMEM;
	dev->log = kmalloc(len, GFP_KERNEL);
	if (!dev->log) {
		kfree(dev->buf);
		dev->buf = NULL;
		return -ENOMEM;
	}
	memcpy(dev->buf, from, len);
	return 0;
}
