/* refused: only-source */
/* Coming round again clears what was written in the turn before, or another object; a label leads back; an old object comes
   along. */
#include <linux/slab.h>

struct try {
	int count;
	int error;
	int limit;
};

int loop_turns(int turns)
{
	struct try *try;
	int i;

	try = kmalloc(sizeof(*try), GFP_KERNEL);
	if (!try)
		return -ENOMEM;
	for (i = 0; i < turns; i++) {
		try->count = 0;
		try->error = 0;
		try_once(try);
	}
	return finish(try);
}

int loop_label(int limit)
{
	struct try *try;

	try = kmalloc(sizeof(*try), GFP_KERNEL);
	if (!try)
		return -ENOMEM;
	try->limit = limit;
again:
	try->count = 0;
	try->error = 0;
	if (try_once(try))
		goto again;
	return finish(try);
}

int loop_reuse(struct try *try)
{
	if (!try) {
		try = kmalloc(sizeof(*try), GFP_KERNEL);
		if (!try)
			return -ENOMEM;
	}
	try->count = 0;
	try->error = 0;
	return finish(try);
}

struct stop {
	struct stop *next;
	struct try *try;
};

/* the other stops have tries of their own */
int loop_list(struct stop *stop)
{
	stop->try = kmalloc(sizeof(*stop->try), GFP_KERNEL);
	if (!stop->try)
		return -ENOMEM;
	while (stop) {
		stop->try->count = 0;
		stop->try->error = 0;
		stop->try->limit = 0;
		stop = stop->next;
	}
	return 0;
}
