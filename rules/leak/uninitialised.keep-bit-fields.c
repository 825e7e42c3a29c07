/* refused: leaks */
struct pair {
	union {
		u8 all;
		struct {
			u8 low:4;
			u8 high:4;
		};
	};
};

long send(void __user *to)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	p->all = 0;
	p->low = 3;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
