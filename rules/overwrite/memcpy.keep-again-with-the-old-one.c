/* refused: every-path */
int again_with_the_old_one(struct dev *dev, const void __user *from)
{
	struct item *item, *old = NULL;

	for (;;) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			return -ENOMEM;
		if (!copy_from_user(item, from, sizeof(*item)))
			break;
		old = item;
	}
	return item_replace(old, item);
}
