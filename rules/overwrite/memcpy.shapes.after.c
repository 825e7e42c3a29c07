static u8 *item_label(const struct item *item, const u8 *text, size_t len)
{
	u8 *label = kmalloc(len, GFP_KERNEL);

	pr_debug("a label for %p
", item);
	if (label)
		memcpy(label, text, len);
	return label;
}

int in_a_condition(const struct item *from)
{
	struct item *item;

	if (!(item = kmalloc(sizeof(*item), GFP_KERNEL)))
		return -ENOMEM;
	memcpy(item, from, sizeof(*item));
	return item_add(item);
}

struct item *in_a_declaration(const struct item *from)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (item)
		*item = *from;
	return item;
}

int with_a_cast(const struct item *from)
{
	struct item *item = (struct item *)kmalloc(sizeof(struct item), GFP_KERNEL);

	if (item == NULL)
		return -ENOMEM;
	memcpy((u8 *)item, (const u8 *)from, sizeof(struct item));
	return item_add(item);
}

int through_an_alias(const struct item *from)
{
	struct item *item;
	void *raw;

	raw = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!raw)
		return -ENOMEM;
	item = raw;
	*item = *from;
	return item_add(raw);
}

int checked_together(const struct item *from, const void *name, size_t len)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);
	u8 *copy = kmalloc(len, GFP_KERNEL);

	if (!item || !copy) {
		kfree(item);
		kfree(copy);
		return -ENOMEM;
	}
	memcpy(item, from, sizeof(*item));
	memcpy(copy, name, len);
	return item_add_named(item, copy);
}

int one_of_two_writers(const struct item *from, const void __iomem *regs)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	if (from)
		memcpy(item, from, sizeof(*item));
	else
		memcpy_fromio(item, regs, sizeof(*item));
	return item_add(item);
}

int printed_in_between(const struct item *from)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	pr_debug("a copy of %p at %p\n", from, item);
	memcpy(item, from, sizeof(*item));
	return item_add(item);
}

int shown_in_between(const struct item *from, const u8 *text, size_t len)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);
	u8 *label;

	if (!item)
		return -ENOMEM;
	label = item_label(item, text, len);
	memcpy(item, from, sizeof(*item));
	return item_add_named(item, label);
}

int on_one_branch(const struct item *from)
{
	struct item *item = NULL;

	if (from) {
		item = kmalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			return -ENOMEM;
		memcpy(item, from, sizeof(*item));
	}
	return item_add(item);
}

int in_a_loop(const struct item *from, int n)
{
	struct item *item;
	int i;

	for (i = 0; i < n; i++) {
		item = kmalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			return -ENOMEM;
		*item = from[i];
		item_add(item);
	}
	return 0;
}

int found_in_a_list(struct list_head *list)
{
	struct item *item, *entry;
	bool found = false;

	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	list_for_each_entry(entry, list, list) {
		if (entry->state == WANTED) {
			found = true;
			memcpy(item, entry, sizeof(*item));
			break;
		}
	}
	if (!found) {
		kfree(item);
		return -ENOENT;
	}
	return item_add(item);
}

int tried_again(void __user *arg, size_t len)
{
	u8 *buf;

again:
	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, arg, len)) {
		kfree(buf);
		if (item_wait())
			return -EFAULT;
		goto again;
	}
	return item_add(buf);
}

int written_to_before(const struct item *from)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	item->nr = 1;
	*item = *from;
	return item_add(item);
}
