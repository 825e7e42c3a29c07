/* refused: leaks */
struct pair {
	union {
		struct {
			u32 one;
			u32 other;
		};
		u64 both;
	};
};

long send(void __user *to)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	p->both = 0;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
