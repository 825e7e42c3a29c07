/* refused: leaks */
struct pair {
	u32 list[2];
};

long send(void __user *to, int i)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	for (i = 0; i < 2; i++)
		p->list[i] = i;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
