/* Other projects, each with names of its own. */

AVFrame *ffmpeg_frame(void)
{
	AVFrame *frame = av_mallocz(sizeof(*frame));

	if (!frame)
		return NULL;
	return frame;
}

unsigned char *openssl_key(size_t len)
{
	unsigned char *key;

	if ((key = OPENSSL_zalloc(len)) == NULL)
		return NULL;
	return key;
}

void *apr_table(apr_pool_t *pool, apr_size_t size)
{
	void *table = apr_pcalloc(pool, size);

	return table;
}

struct wpa_bss *hostapd_bss(void)
{
	struct wpa_bss *bss;

	bss = os_zalloc(sizeof(*bss));
	if (bss == NULL)
		return NULL;
	return bss;
}

struct rte_ring *dpdk_ring(size_t size, int socket)
{
	struct rte_ring *ring;

	ring = rte_zmalloc_socket("ring", size, RTE_CACHE_LINE_SIZE, socket);
	if (ring == NULL)
		return NULL;
	return ring;
}

zfs_node_t *zfs_node(void)
{
	zfs_node_t *node = kmem_zalloc(sizeof (zfs_node_t), KM_SLEEP);

	return (node);
}

void *zephyr_stack(size_t size)
{
	void *stack = k_calloc(1, size);

	return stack;
}

struct tcb_s *nuttx_task(void)
{
	struct tcb_s *tcb;

	tcb = kmm_zalloc(sizeof(struct tcb_s));
	if (!tcb)
		return NULL;
	return tcb;
}
