int member_on_the_stack(struct dev *dev, const void __user *from, size_t len)
{
	struct request rq = {};
	int err;

	rq.buf = kzalloc(len, GFP_KERNEL);
	if (!rq.buf)
		return -ENOMEM;
	if (copy_from_user(rq.buf, from, len)) {
		kfree(rq.buf);
		return -EFAULT;
	}
	err = dev_submit(dev, &rq);
	kfree(rq.buf);
	return err;
}

/* A structure that nobody knows yet. */
struct dev *member_of_a_new_one(const void *from, size_t len)
{
	struct dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->buf = kzalloc(len, GFP_KERNEL);
	if (!dev->buf) {
		kfree(dev);
		return NULL;
	}
	memcpy(dev->buf, from, len);
	return dev;
}
