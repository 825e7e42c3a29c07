/* refused: leaks */
struct pair {
	u32 one;
	u32 other;
};

long send(void __user *to, u8 *raw)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	raw = (u8 *)p;
	raw[0] = 1;
	err = copy_to_user(to, p, sizeof(*p)) ? -EFAULT : 0;
	kfree(p);
	return err;
}
