/* Other projects, each with names of its own. */

AVFrame *ffmpeg_frame(void)
{
	AVFrame *frame = av_malloc(sizeof(*frame));

	if (!frame)
		return NULL;
	memset(frame, 0, sizeof(*frame));
	return frame;
}

unsigned char *openssl_key(size_t len)
{
	unsigned char *key;

	if ((key = OPENSSL_malloc(len)) == NULL)
		return NULL;
	memset(key, 0, len);
	return key;
}

void *apr_table(apr_pool_t *pool, apr_size_t size)
{
	void *table = apr_palloc(pool, size);

	memset(table, 0, size);
	return table;
}

struct wpa_bss *hostapd_bss(void)
{
	struct wpa_bss *bss;

	bss = os_malloc(sizeof(*bss));
	if (bss == NULL)
		return NULL;
	os_memset(bss, 0, sizeof(*bss));
	return bss;
}

struct rte_ring *dpdk_ring(size_t size, int socket)
{
	struct rte_ring *ring;

	ring = rte_malloc_socket("ring", size, RTE_CACHE_LINE_SIZE, socket);
	if (ring == NULL)
		return NULL;
	memset(ring, 0, size);
	return ring;
}

zfs_node_t *zfs_node(void)
{
	zfs_node_t *node = kmem_alloc(sizeof (zfs_node_t), KM_SLEEP);

	bzero(node, sizeof (zfs_node_t));
	return (node);
}

void *zephyr_stack(size_t size)
{
	void *stack = k_malloc(size);

	if (stack != NULL) {
		memset(stack, 0, size);
	}
	return stack;
}

struct tcb_s *nuttx_task(void)
{
	struct tcb_s *tcb;

	tcb = kmm_malloc(sizeof(struct tcb_s));
	if (!tcb)
		return NULL;
	memset(tcb, 0, sizeof(struct tcb_s));
	return tcb;
}
