/* review: every-path */
int left_unwritten(struct dev *dev, const struct sk_buff *skb, size_t len)
{
	dev->buf = kzalloc(len, GFP_KERNEL);
	if (!dev->buf)
		return -ENOMEM;
	if (skb_copy_bits(skb, 0, dev->buf, len))
		return -EFAULT;
	return 0;
}
