struct sensor_range {
	u16 channel;
	u32 low;	/* two bytes in front of it belong to nobody */
	u32 high;
	u8 unit;
};

long sensor_ioctl(struct sensor *s, unsigned int cmd, void __user *arg)
{
	struct sensor_range *range;
	long ret = 0;

	if (cmd != SENSOR_GET_RANGE)
		return -ENOTTY;

	range = kzalloc(sizeof(*range), GFP_KERNEL);
	if (!range)
		return -ENOMEM;

	range->channel = s->channel;
	range->low = s->low;
	range->high = s->high;
	range->unit = 0;

	if (copy_to_user(arg, range, sizeof(struct sensor_range)))
		ret = -EFAULT;

	kfree(range);
	return ret;
}
