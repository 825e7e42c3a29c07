/* review: padding */
struct item {
	u8 kind;
	u32 nr;
};

int padding_reaches_user(void __user *arg, const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = *from;
	if (copy_to_user(arg, buf, sizeof(*buf)))
		pr_warn("no answer\n");
	return item_add(buf);
}
