struct dev {
	size_t len;
};

struct item {
	u32 nr;
	u32 value[6];
};

int commuted(const u32 *from, size_t n)
{
	u32 *buf;

	buf = kmalloc(n * sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(*buf) * n);
	return item_add(buf);
}

int type_and_object(const struct item *from)
{
	struct item *buf;

	buf = kmalloc(sizeof(struct item), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(*buf));
	return item_add(buf);
}

int object_and_source(const struct item *from)
{
	struct item *buf;

	buf = kmalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(*from));
	return item_add(buf);
}

int literal(const u32 *from, size_t n)
{
	u32 *buf;

	buf = kmalloc_array(n, sizeof(u32), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, 4 * n);
	return item_add(buf);
}

int constant(const u32 *from, size_t n)
{
	u32 *buf;

	buf = kmalloc_array(4, 4, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, 16);
	return item_add(buf);
}

int local_with_a_size(const struct item *from)
{
	size_t size = sizeof(*from);
	struct item *buf;

	buf = kmalloc(size, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(*buf));
	return item_add(buf);
}

int member_set_before(struct dev *dev, const void *from, size_t len)
{
	u8 *buf;

	dev->len = len;
	buf = kmalloc(dev->len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int whole_array(void)
{
	static const u32 table[] = { 1, 2, 3 };
	u32 *buf;

	buf = kmalloc_array(ARRAY_SIZE(table), sizeof(table[0]), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, table, ARRAY_SIZE(table) * sizeof(table[0]));
	return item_add(buf);
}

int array_member(struct item *from)
{
	u32 *buf;

	buf = kmalloc(sizeof(from->value), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from->value, sizeof(from->value));
	return item_add(buf);
}
