/* refused: has-twin */
#define memcpy(to, from, n) copy_words(to, from, (n) / 4)

int own_memcpy(const void *from, size_t len)
{
	u8 *buf;

	buf = kzalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, len);
	return item_add(buf);
}
