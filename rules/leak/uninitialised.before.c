struct window {
	unsigned int first;
	unsigned int last;
	unsigned int spare;
};

long window_get(struct device *dev, void *arg)
{
	struct window *w;
	long left;

	w = kmalloc(sizeof(*w), GFP_KERNEL);
	w->first = dev->first;
	w->last = dev->last;
	left = copy_to_user(arg, w, sizeof(*w));
	kfree(w);
	return left;
}
