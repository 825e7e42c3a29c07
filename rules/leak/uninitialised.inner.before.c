struct point {
	s16 x;
	s16 y;
};

struct track {
	u32 count;
	struct point points[4];
	union {
		u8 kind;
		u64 code;
	} id;
};

long track_first(void __user *to, s16 x, s16 y)
{
	struct track *t = kmalloc(sizeof(*t), GFP_KERNEL);
	long err;

	if (!t)
		return -ENOMEM;
	t->count = 1;
	t->points[0].x = x;
	t->points[0].y = y;
	t->id.code = 0;
	err = copy_to_user(to, t, sizeof(*t)) ? -EFAULT : 0;
	kfree(t);
	return err;
}

long track_kind(void __user *to, const struct point *from)
{
	struct track *t = kmalloc(sizeof(*t), GFP_KERNEL);
	long err;

	if (!t)
		return -ENOMEM;
	t->count = 4;
	memcpy(t->points, from, sizeof(t->points));
	t->id.kind = 1;	/* one byte of eight */
	err = copy_to_user(to, t, sizeof(*t)) ? -EFAULT : 0;
	kfree(t);
	return err;
}
