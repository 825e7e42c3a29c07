/* review: unread */
int read_another_way(struct dev *dev, struct dev *other, const struct item *from)
{
	int nr;

	dev->item = kzalloc(sizeof(*dev->item), GFP_KERNEL);
	if (!dev->item)
		return -ENOMEM;
	nr = other->item->nr;
	*dev->item = *from;
	return nr;
}
