/* refused: leaks */
long send(void __user *to)
{
	char *text = kmalloc(64, GFP_KERNEL);
	long err;

	if (!text)
		return -ENOMEM;
	text[0] = 'a';
	err = copy_to_user(to, text, 64) ? -EFAULT : 0;
	kfree(text);
	return err;
}
