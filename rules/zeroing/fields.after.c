/* Allocated, and some members set to zero one by one: the plain case. */
#include <linux/slab.h>
#include <linux/string.h>

struct person {
	char name[32];
	unsigned int age;
	unsigned int children;
	struct person *next;
};

struct person *person_new(struct person *next)
{
	struct person *person;

	person = kzalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;

	person->next = next;
	return person;
}

struct person *person_unnamed(unsigned int age)
{
	struct person *person;

	person = kzalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;
	person->age = age;
	return person;
}
