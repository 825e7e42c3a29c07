/* refused: has-twin */
/* A mempool gives used elements again: its allocation cannot zero. */
#include <linux/mempool.h>

struct request {
	int tag;
	int retries;
	void *context;
};

struct request *mempool_request(mempool_t *pool)
{
	struct request *request;

	request = mempool_alloc(pool, GFP_NOIO);
	if (!request)
		return NULL;
	request->tag = 0;
	request->retries = 0;
	return request;
}
