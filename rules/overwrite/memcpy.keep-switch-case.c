/* refused: every-path */
int switch_case(int kind, const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	switch (kind) {
	case FROM_MEMORY:
		memcpy(buf, from, len);
		break;
	case FROM_DEVICE:
		memcpy_fromio(buf, from, len);
		break;
	default:
		break;
	}
	return item_add(buf);
}
