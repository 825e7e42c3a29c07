struct link_counts {
	__u64 sent;
	__u64 lost;
	__u32 queued;
};

int link_fill(struct sk_buff *skb, struct link *link)
{
	struct link_counts *counts = kmalloc(sizeof(*counts), GFP_ATOMIC);
	int err;

	if (!counts)
		return -ENOMEM;
	counts->sent = link->sent;
	counts->lost = 0;
	counts->queued = link->queued;
	err = nla_put(skb, LINK_COUNTS, sizeof(*counts), counts);
	kfree(counts);
	return err;
}
