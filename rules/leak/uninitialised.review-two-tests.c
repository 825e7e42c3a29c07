/* review: leaks */
struct mode {
	u32 kind;
	u32 speed;
};

long mode_get(void __user *to, int kind)
{
	struct mode *m = kmalloc(sizeof(*m), GFP_KERNEL);
	long err;

	if (!m)
		return -ENOMEM;
	m->kind = kind;
	if (kind == 1)
		m->speed = 10;
	else if (kind == 2)	/* can it be anything else? */
		m->speed = 100;
	err = copy_to_user(to, m, sizeof(*m)) ? -EFAULT : 0;
	kfree(m);
	return err;
}
