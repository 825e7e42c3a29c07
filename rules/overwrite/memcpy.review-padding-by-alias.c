/* review: padding */
struct item {
	u8 kind;
	u32 nr;
};

int padding_by_alias(struct sk_buff *skb, const struct item *from)
{
	struct item *buf;
	u8 *answer;

	buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*buf = *from;
	answer = &buf->kind;
	return nla_put(skb, KIND, sizeof(*buf), answer);
}
