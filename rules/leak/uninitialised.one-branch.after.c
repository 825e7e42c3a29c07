struct level {
	u32 now;
	u32 highest;
};

int level_read(struct tank *tank, struct iov_iter *to, bool with_highest)
{
	struct level *level;
	int err = 0;

	level = kzalloc(sizeof(*level), GFP_KERNEL);
	if (!level)
		return -ENOMEM;
	level->now = tank->now;
	if (with_highest)
		level->highest = tank->highest;
	if (copy_to_iter(level, sizeof(*level), to) != sizeof(*level))
		err = -EFAULT;
	kfree(level);
	return err;
}

int level_error(struct tank *tank, void __user *to)
{
	struct level *level;
	int err;

	level = kzalloc(sizeof(*level), GFP_KERNEL);
	if (!level)
		return -ENOMEM;
	level->now = 0;
	if (tank->broken)
		goto send;	/* and what the highest was, nobody says */
	level->highest = tank->highest;
send:
	err = copy_to_user(to, level, sizeof(*level)) ? -EFAULT : 0;
	kfree(level);
	return err;
}
