int item_clone(const struct item *from)
{
	struct item *item;

	item = kzalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	memcpy(item, from, sizeof(*item));
	return item_add(item);
}

int item_assign(const struct item *from)
{
	struct item *item;

	item = kzalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	*item = *from;
	return item_add(item);
}

int item_read(void __user *from, size_t len)
{
	void *item;

	item = kzalloc(len, GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	if (copy_from_user(item, from, len)) {
		kfree(item);
		return -EFAULT;
	}
	return item_add(item);
}
