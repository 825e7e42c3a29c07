/* review: leaks */
struct item {
	u64 size;
	u8 kind;	/* and seven bytes that an assignment need not copy */
};

long item_get(void __user *to, const struct item *from)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);
	long err;

	if (!item)
		return -ENOMEM;
	*item = *from;
	err = copy_to_user(to, item, sizeof(*item)) ? -EFAULT : 0;
	kfree(item);
	return err;
}
