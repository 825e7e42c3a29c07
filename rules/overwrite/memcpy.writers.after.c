int by_memcpy(const void *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int by_memmove(const void *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memmove(buf, from, len);
	return item_add(buf);
}

int by_memset(size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset(buf, 0xff, len);
	return item_add(buf);
}

int by_fill_macro(size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset(buf, ERASED, len);
	return item_add(buf);
}

int by_memcpy_fromio(const void __iomem *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy_fromio(buf, from, len);
	return item_add(buf);
}

int by_nla_memcpy(const struct nlattr *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	nla_memcpy(buf, from, len);
	return item_add(buf);
}

int by_linear_data(struct sk_buff *skb, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	skb_copy_from_linear_data(skb, buf, len);
	return item_add(buf);
}

int by_random_bytes(size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	get_random_bytes(buf, len);
	return item_add(buf);
}
