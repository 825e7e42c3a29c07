/* Zeroed by the allocator, and cleared again: the plain case. */
#include <linux/slab.h>
#include <linux/string.h>

struct person {
	char name[32];
	unsigned int age;
	struct person *next;
};

struct person *person_new(unsigned int age)
{
	struct person *person;

	person = kzalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;

	memset(person, 0, sizeof(*person));
	person->age = age;
	return person;
}

int person_buffer(void **out, size_t size, gfp_t flags)
{
	void *buffer;

	buffer = kzalloc(size, flags);
	if (!buffer)
		return -ENOMEM;
	memset(buffer, 0, size);
	*out = buffer;
	return 0;
}

struct person *person_unnamed(unsigned int age)
{
	struct person *person;

	person = kzalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;
	memset(person->name, 0, sizeof(person->name));
	person->age = age;
	return person;
}
