/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to, size_t n)
{
	struct pair *p = kmalloc_array(n, sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	p->one = 1;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
