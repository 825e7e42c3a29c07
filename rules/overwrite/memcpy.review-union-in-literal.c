/* review: padding */
struct item {
	union {
		u8 nr;
		u64 wide;
	};
};

int union_in_literal(u8 nr)
{
	struct item *buf;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = (struct item){ .nr = nr };
	return item_add(buf);
}
