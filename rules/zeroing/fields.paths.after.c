/* Branches, loops, error paths, an allocation in a condition or a declaration, two objects. */
#include <linux/slab.h>

struct job {
	int id;
	int tries;
	int result;
	void *data;
	struct job *next;
};

struct job *paths_arms(int id, bool retry)
{
	struct job *job;

	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return NULL;
	job->id = id;
	if (retry) {
		job->tries = 3;
	} else {
		job->result = -1;
	}
	return job;
}

int paths_loop(struct job **jobs, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

		if (!job)
			return -ENOMEM;
		job->id = i;
		jobs[i] = job;
	}
	return 0;
}

struct job *paths_error(int id, size_t size)
{
	struct job *job;

	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		goto out;
	job->data = kmalloc(size, GFP_KERNEL);
	if (!job->data)
		goto out_free;
	job->id = id;
	return job;

out_free:
	kfree(job);
out:
	return NULL;
}

struct job *paths_condition(int id)
{
	struct job *job;

	if ((job = kzalloc(sizeof(*job), GFP_KERNEL)) == NULL)
		return NULL;
	job->id = id;
	return job;
}

struct job *paths_inside(int id)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (job)
		job->id = id;
	return job;
}

int paths_two(struct job **first, struct job **second)
{
	struct job *one, *two;

	one = kzalloc(sizeof(*one), GFP_KERNEL);
	two = kzalloc(sizeof(*two), GFP_KERNEL);
	if (!one || !two) {
		kfree(one);
		kfree(two);
		return -ENOMEM;
	}
	one->id = 1;
	two->id = 2;
	*first = one;
	*second = two;
	return 0;
}
