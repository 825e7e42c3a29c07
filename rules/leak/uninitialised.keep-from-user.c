/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	if (copy_from_user(p, to, sizeof(*p))) {
		kfree(p);
		return -EFAULT;
	}
	p->one = 1;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
