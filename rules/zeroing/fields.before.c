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

	person = kmalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;

	person->age = 0;
	person->children = 0;
	person->next = next;
	return person;
}

struct person *person_unnamed(unsigned int age)
{
	struct person *person;

	person = kmalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;
	memset(person->name, 0, sizeof(person->name));
	person->age = age;
	return person;
}
