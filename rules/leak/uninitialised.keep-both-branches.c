/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to, bool first)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	if (first) {
		p->one = 1;
		p->other = 0;
	} else {
		memset(p, 0xff, sizeof(*p));
	}
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
