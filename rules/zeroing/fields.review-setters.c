/* review: pure */
/* Calls that tell the reader what the member is. */
#include <linux/slab.h>
#include <linux/atomic.h>

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned long bits[2];
} nodemask_t;

struct pool {
	atomic_t users;
	nodemask_t nodes;
	struct pool *next;
	int size;
};

struct pool *setters_atomic(int size)
{
	struct pool *pool;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	pool->size = size;
	atomic_set(&pool->users, 0);
	return pool;
}

struct pool *setters_macros(int size)
{
	struct pool *pool;

	pool = kmalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	pool->size = size;
	nodes_clear(pool->nodes);
	RCU_INIT_POINTER(pool->next, NULL);
	return pool;
}
