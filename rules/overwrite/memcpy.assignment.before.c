struct item {
	u32 nr;
	u32 flags;
};

int by_assignment(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = *from;
	return item_add(buf);
}

int by_literal(u32 nr)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = (struct item){ .nr = nr };
	return item_add(buf);
}

int by_value(void)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = item_default();
	return item_add(buf);
}

int by_element(const struct item *from, int nr)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = from[nr];
	return item_add(buf);
}

int by_scalar(u64 nr)
{
	u64 *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = nr;
	return item_add(buf);
}

void when_there_is_one(const struct item *from)
{
	struct item *buf = kzalloc(sizeof(*buf), GFP_KERNEL);

	if (buf)
		*buf = *from;
	item_add(buf);
}
