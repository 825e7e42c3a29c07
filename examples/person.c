// SPDX-License-Identifier: GPL-2.0-only
/*
 * One person: the allocations that every driver has.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "people.h"

/* kmalloc and memset: what kzalloc is for. */
struct person *person_new(const char *name, u8 age, gfp_t gfp)
{
	struct person *person;

	person = kmalloc(sizeof(struct person), gfp);
	if (!person)
		return NULL;
	memset(person, 0, sizeof(struct person));

	strscpy(person->name, name, sizeof(person->name));
	person->age = age;
	INIT_LIST_HEAD(&person->node);
	return person;
}

/* The same person, allocated as it should be. */
struct person *person_empty(gfp_t gfp)
{
	struct person *person;

	person = kzalloc(sizeof(*person), gfp);
	if (!person)
		return NULL;

	INIT_LIST_HEAD(&person->node);
	return person;
}

/* Allocated where it is declared, sized by its type, cleared by its value. */
struct person *person_anonymous(void)
{
	struct person *person = kmalloc(sizeof(struct person), GFP_KERNEL);

	if (person == NULL)
		return NULL;

	memset(person, 0, sizeof *person);
	INIT_LIST_HEAD(&person->node);
	return person;
}

/* A failure path with words and a goto, and a caller's pointer. */
int person_create(struct person **out, const char *name)
{
	int err = 0;

	*out = kmalloc(sizeof(**out), GFP_KERNEL);
	if (NULL == *out) {
		pr_err("people: no memory for %s\n", name);
		err = -ENOMEM;
		goto out;
	}
	memset(*out, 0x00, sizeof(**out));
	INIT_LIST_HEAD(&(*out)->node);
	strscpy((*out)->name, name, PERSON_NAME_LEN);
out:
	return err;
}

/* Casts on both sides, a typedef against its struct, and the old zero. */
person_t *person_twin(const person_t *of)
{
	person_t *twin;

	twin = (person_t *)kmalloc(sizeof(person_t), GFP_KERNEL);
	if (unlikely(!twin))
		return NULL;
	memset((void *)twin, '\0', sizeof(struct person));

	twin->age = of->age;
	INIT_LIST_HEAD(&twin->node);
	return twin;
}

struct person *person_on_node(int node)
{
	struct person *person;

	if (!(person = kmalloc_node(sizeof(*person), GFP_KERNEL, node)))
		return NULL;
	memset(person, 0, sizeof(*person));

	INIT_LIST_HEAD(&person->node);
	return person;
}

void person_free(struct person *person)
{
	if (!person)
		return;

	kfree(person->hobbies);
	kfree(person->address);
	kfree(person);
}
