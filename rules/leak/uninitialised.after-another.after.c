struct state {
	u32 phase;
	u32 spare;
};

long state_twice(void __user *one, void __user *other)
{
	struct state *s = kzalloc(sizeof(*s), GFP_KERNEL);
	long left;

	if (!s)
		return -ENOMEM;
	s->phase = 0;
	left = copy_to_user(one, s, sizeof(*s));
	s->spare = 0;
	left += copy_to_user(other, s, sizeof(*s));
	kfree(s);
	return left;
}
