/* review: leaks */
struct level {
	u32 now;
	u32 highest;
};

long level_get(void __user *to, u32 now, gfp_t flags)
{
	struct level *l = kmalloc(sizeof(*l), flags);
	long err;

	if (!l)
		return -ENOMEM;
	l->now = now;
	err = copy_to_user(to, l, sizeof(*l)) ? -EFAULT : 0;
	kfree(l);
	return err;
}
