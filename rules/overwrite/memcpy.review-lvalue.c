/* review: unseen */
int member(struct dev *dev, const void *from, size_t len)
{
	dev->buf = kzalloc(len, GFP_KERNEL);
	if (!dev->buf)
		return -ENOMEM;
	memcpy(dev->buf, from, len);
	dev->len = len;
	return 0;
}

int member_of_a_copy(struct dev *to, const struct dev *from)
{
	to->buf = kzalloc(from->len, GFP_KERNEL);
	if (!to->buf)
		return -ENOMEM;
	memcpy(to->buf, from->buf, from->len);
	return 0;
}

int managed_member(struct dev *dev, const void *from, size_t len)
{
	dev->priv.buf = devm_kzalloc(dev->dev, len, GFP_KERNEL);
	if (!dev->priv.buf)
		return -ENOMEM;
	memcpy(dev->priv.buf, from, len);
	return 0;
}

struct table {
	struct item *item[8];
};

int element(struct table *table, int nr, const struct item *from)
{
	table->item[nr] = kzalloc(sizeof(*table->item[nr]), GFP_KERNEL);
	if (!table->item[nr])
		return -ENOMEM;
	memcpy(table->item[nr], from, sizeof(struct item));
	return 0;
}

int out_parameter(struct item **out, const struct item *from)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	**out = *from;
	return 0;
}

int kept_in_between(struct spi_device *spi, const struct item *from)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	spi_set_drvdata(spi, item);
	*item = *from;
	return 0;
}
