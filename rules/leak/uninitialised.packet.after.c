struct hello {
	u8 version;
	u8 flags;
	u8 mac[6];
	u32 reserved[2];
};

int hello_send(struct sk_buff *skb, const u8 *mac)
{
	struct hello *h;

	h = kzalloc(sizeof(*h), GFP_ATOMIC);
	if (!h)
		return -ENOMEM;
	h->version = 2;
	h->flags = 0;
	ether_addr_copy(h->mac, mac);
	skb_put_data(skb, h, sizeof(*h));
	kfree(h);
	return 0;
}
