/* Allocate, check, clear: the plain case. */
#include <linux/slab.h>
#include <linux/string.h>

struct person {
	char name[32];
	unsigned int age;
	struct person *next;
};

struct person *person_new(const char *name, unsigned int age)
{
	struct person *person;

	person = kmalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;

	memset(person, 0, sizeof(*person));
	strscpy(person->name, name, sizeof(person->name));
	person->age = age;
	return person;
}

int person_buffer(struct person **out, size_t size, gfp_t flags)
{
	void *buffer;

	buffer = kmalloc(size, flags);
	if (!buffer)
		return -ENOMEM;
	memset(buffer, 0, size);
	*out = buffer;
	return 0;
}

void person_fallback(struct person **out)
{
	struct person *person;

	person = kmalloc(sizeof(struct person), GFP_KERNEL | __GFP_NOFAIL);
	memset(person, 0, sizeof(struct person));
	*out = person;
}
