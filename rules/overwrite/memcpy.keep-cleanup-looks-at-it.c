/* refused: every-path */
int cleanup_looks_at_it(const void __user *from)
{
	struct item *item __free(item_put) = kzalloc(sizeof(*item), GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	if (copy_from_user(item, from, sizeof(*item)))
		return -EFAULT;
	return item_check(no_free_ptr(item));
}
