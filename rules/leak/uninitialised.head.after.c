struct head {
	u32 length;
	u16 kind;
	u16 spare;
};

struct job {
	struct head head;
	struct list_head list;
	u8 data[];
};

int job_tell(struct sk_buff *skb, size_t length)
{
	struct job *job = kzalloc(sizeof(*job) + length, GFP_KERNEL);
	int err;

	if (!job)
		return -ENOMEM;
	INIT_LIST_HEAD(&job->list);
	job->head.length = length;
	job->head.kind = 3;
	err = nla_put(skb, JOB_HEAD, sizeof(struct head), job);
	kfree(job);
	return err;
}
