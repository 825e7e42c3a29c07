/* A variable says whether the allocation worked. */
#include <linux/slab.h>
#include <linux/string.h>

struct pool {
	int size;
	struct pool *next;
};

int flag_twice(struct pool **out)
{
	struct pool *pool = NULL;
	int err = 0;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		err = -ENOMEM;

	if (!err)
		memset(pool, 0, sizeof(*pool));
	*out = pool;
	return err;
}

int flag_before(struct pool *old, struct pool **out, int size)
{
	struct pool *pool = NULL;
	int err = 0;

	if (size < 0)
		err = -EINVAL;
	if (!err) {
		pool = kmalloc(sizeof(*pool), GFP_KERNEL);
		if (!pool)
			err = -ENOMEM;
	}
	if (!err) {
		memset(pool, 0, sizeof(*pool));
		pool->next = old;
		*out = pool;
	}
	return err;
}

int flag_ok(struct pool **out)
{
	struct pool *pool;
	int ok = 1;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL);
	if (pool == NULL) {
		printk(KERN_ERR "pool: no memory\n");
		ok = 0;
	}
	if (ok) {
		memset(pool, 0, sizeof(*pool));
		*out = pool;
	}
	return ok ? 0 : -ENOMEM;
}

int flag_return(struct pool **out)
{
	struct pool *pool;
	int ret = 0;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		ret = -ENOMEM;
	if (ret)
		return ret;
	memset(pool, 0, sizeof(*pool));
	*out = pool;
	return ret;
}
