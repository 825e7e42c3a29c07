/* The failure check, in the spellings of twenty years. */
#include <linux/slab.h>
#include <linux/string.h>

struct request {
	int tag;
	void *data;
};

struct request *check_not(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_null(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if (req == NULL)
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_null_first(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_ATOMIC);
	if (NULL == req)
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_zero(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_ATOMIC);
	if (req == 0)
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_unlikely(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_NOIO);
	if (unlikely(!req))
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_unlikely_null(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_NOIO);
	if (unlikely(req == NULL))
		return ERR_PTR(-ENOMEM);
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_parentheses(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if ((!(req)))
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

struct request *check_not_likely(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if (!likely(req))
		return NULL;
	memset(req, 0, sizeof(*req));
	return req;
}

int check_bug(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	BUG_ON(!req);
	memset(req, 0, sizeof(*req));
	return submit(req);
}

int check_panic(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		panic("no memory for the first request");
	memset(req, 0, sizeof(*req));
	return submit(req);
}

int check_none(void)
{
	struct request *req;

	req = kmalloc(sizeof(*req), GFP_KERNEL | __GFP_NOFAIL);
	memset(req, 0, sizeof(*req));
	return submit(req);
}
