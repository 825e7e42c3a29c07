struct about {
	char driver[16];
	char bus[8];
};

int about_copy(void __user *to)
{
	struct about *a = kmalloc(sizeof(struct about), GFP_KERNEL);
	int err = 0;

	if (!a)
		return -ENOMEM;
	strscpy(a->driver, "pump", sizeof(a->driver));
	strncpy(a->bus, "serial", sizeof(a->bus));
	if (copy_to_user(to, a, sizeof(*a)))
		err = -EFAULT;
	kfree(a);
	return err;
}

int about_first_bytes(void __user *to, const char *from)
{
	struct about *a = kmalloc(sizeof(struct about), GFP_KERNEL);
	int err = 0;

	if (!a)
		return -ENOMEM;
	memcpy(a->driver, from, 12);
	memset(a->bus, 0, sizeof(a->bus));
	if (copy_to_user(to, a, sizeof(*a)))
		err = -EFAULT;
	kfree(a);
	return err;
}
