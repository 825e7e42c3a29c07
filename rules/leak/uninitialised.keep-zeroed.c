/* refused: has-twin */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL | __GFP_ZERO);
	long err;

	if (!p)
		return -ENOMEM;
	p->one = 1;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
