int words(u32 value, size_t n)
{
	u32 *buf;

	buf = kmalloc_array(n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset32(buf, value, n);
	return item_add(buf);
}

int words_by_product(u32 value, size_t n)
{
	u32 *buf;

	buf = kmalloc(n * sizeof(u32), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset32(buf, value, n);
	return item_add(buf);
}

int property(struct device_node *np, int n)
{
	u32 *buf;
	int ret;

	buf = kmalloc_array(n, sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = of_property_read_u32_array(np, "regs", buf, n);
	if (ret) {
		kfree(buf);
		return ret;
	}
	return item_add(buf);
}
