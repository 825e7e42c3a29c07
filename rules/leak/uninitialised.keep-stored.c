/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

struct pair *to_fill;

long send(void __user *to)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	to_fill = p;
	p->one = 1;
	wait_for_it();
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
