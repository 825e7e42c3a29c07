/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to, bool full)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err = 0;

	if (!p)
		return -ENOMEM;
	p->one = 1;
	if (full)
		p->other = 2;
	if (full)
		err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
