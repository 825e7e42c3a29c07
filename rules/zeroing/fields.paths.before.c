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

	job = kmalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return NULL;
	job->id = id;
	if (retry) {
		job->tries = 3;
		job->result = 0;
	} else {
		job->tries = 0;
		job->result = -1;
	}
	job->next = NULL;
	return job;
}

int paths_loop(struct job **jobs, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		struct job *job = kmalloc(sizeof(*job), GFP_KERNEL);

		if (!job)
			return -ENOMEM;
		job->id = i;
		job->tries = 0;
		job->result = 0;
		jobs[i] = job;
	}
	return 0;
}

struct job *paths_error(int id, size_t size)
{
	struct job *job;

	job = kmalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		goto out;
	job->data = kmalloc(size, GFP_KERNEL);
	if (!job->data)
		goto out_free;
	job->id = id;
	job->tries = 0;
	job->next = NULL;
	return job;

out_free:
	kfree(job);
out:
	return NULL;
}

struct job *paths_condition(int id)
{
	struct job *job;

	if ((job = kmalloc(sizeof(*job), GFP_KERNEL)) == NULL)
		return NULL;
	job->id = id;
	job->tries = 0;
	job->next = NULL;
	return job;
}

struct job *paths_inside(int id)
{
	struct job *job = kmalloc(sizeof(*job), GFP_KERNEL);

	if (job) {
		job->id = id;
		job->result = 0;
		job->next = NULL;
	}
	return job;
}

int paths_two(struct job **first, struct job **second)
{
	struct job *one, *two;

	one = kmalloc(sizeof(*one), GFP_KERNEL);
	two = kmalloc(sizeof(*two), GFP_KERNEL);
	if (!one || !two) {
		kfree(one);
		kfree(two);
		return -ENOMEM;
	}
	one->id = 1;
	one->tries = 0;
	two->id = 2;
	two->tries = 0;
	one->next = NULL;
	two->next = NULL;
	*first = one;
	*second = two;
	return 0;
}
