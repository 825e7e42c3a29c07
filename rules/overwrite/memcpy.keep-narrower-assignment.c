/* refused: whole-object */
struct head {
	u32 nr;
};

struct item {
	struct head head;
	u32 value;
};

int narrower_assignment(const struct head *from)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*(struct head *)buf = *from;
	return item_add(buf);
}
