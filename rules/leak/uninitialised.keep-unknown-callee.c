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
	pair_fill(p);
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
