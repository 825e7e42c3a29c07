/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to, u32 *words)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	words = &p->one;
	words[0] = 1;
	words[1] = 2;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
