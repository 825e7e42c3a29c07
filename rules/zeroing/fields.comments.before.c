/* A comment whose subject is the member that was stored goes with the store; one that speaks of more stays. */
#include <linux/slab.h>

struct plan {
	unsigned long next_check;
	unsigned int rounds;
	unsigned int limit;
	void *owner;
	struct list_head steps;
};

struct plan *comment_of_one_member(unsigned int limit)
{
	struct plan *plan;

	plan = kmalloc(sizeof(*plan), GFP_KERNEL);
	if (!plan)
		return NULL;
	plan->limit = limit;
	/*
	 * next_check gets its value when the worker starts.  While the
	 * worker runs, it moves on with each round, and again when
	 * somebody changes the interval.
	 */
	plan->next_check = 0;
	INIT_LIST_HEAD(&plan->steps);
	plan->owner = NULL;
	return plan;
}

struct plan *comment_of_more(unsigned int limit)
{
	struct plan *plan;

	plan = kmalloc(sizeof(*plan), GFP_KERNEL);
	if (!plan)
		return NULL;
	plan->rounds = 0;
	/*
	 * next_check gets its value when the worker starts, which is
	 * when the first step has been added: so long there is no
	 * lock for it, nor for the limit, and the list of steps is
	 * still empty.
	 */
	plan->next_check = 0;
	plan->limit = limit;
	INIT_LIST_HEAD(&plan->steps);
	plan->owner = NULL;
	return plan;
}
