/* refused: whole-object */
/* bug: eight bytes are copied */

int size_of_pointer(const struct item *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, from, sizeof(buf));
	return item_add(buf);
}
