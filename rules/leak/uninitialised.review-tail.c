/* review: leaks */
struct about {
	char driver[16];
};

long about(void __user *to, const char *name)
{
	struct about *a = kmalloc(sizeof(*a), GFP_KERNEL);
	long err;

	if (!a)
		return -ENOMEM;
	snprintf(a->driver, sizeof(a->driver), "%s", name);	/* is it long enough to fill all sixteen? */
	err = copy_to_user(to, a, sizeof(*a)) ? -EFAULT : 0;
	kfree(a);
	return err;
}
