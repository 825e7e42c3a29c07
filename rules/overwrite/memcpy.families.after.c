int array(const u32 *from, size_t n)
{
	u32 *buf;

	buf = kmalloc_array(n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, n * sizeof(*buf));
	return item_add(buf);
}

int either(const void *from, size_t len)
{
	u8 *buf;

	buf = kvmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int managed(struct device *dev, const void *from, size_t len)
{
	u8 *buf;

	buf = devm_kmalloc(dev, len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int managed_array(struct device *dev, const u32 *from, size_t n)
{
	u32 *buf;

	buf = devm_kmalloc_array(dev, n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(*buf) * n);
	return item_add(buf);
}

int virtual(const void *from, size_t len)
{
	u8 *buf;

	buf = vmalloc(len);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int on_a_node(const void *from, size_t len, int node)
{
	u8 *buf;

	buf = kmalloc_node(len, GFP_KERNEL, node);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int with_flags(const void *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_ATOMIC | __GFP_NOWARN);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}

int page(const void *from)
{
	u8 *buf;

	buf = (u8 *)__get_free_page(GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, PAGE_SIZE);
	return item_add(buf);
}
