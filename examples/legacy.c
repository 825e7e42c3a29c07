// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clearings that look like the others and are not: all of these stay.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "people.h"

/* Only the header is cleared; the text is about to be written anyway. */
struct journal_entry *legacy_entry(u32 length)
{
	struct journal_entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return NULL;
	memset(entry, 0, offsetof(struct journal_entry, text));

	entry->length = length;
	return entry;
}

/* A bug: the size of a pointer. Whoever repairs it decides what was meant. */
struct person *legacy_person(const char *name)
{
	struct person *person;

	person = kmalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;
	memset(person, 0, sizeof(person));

	strscpy(person->name, name, sizeof(person->name));
	INIT_LIST_HEAD(&person->node);
	return person;
}

/* In the list before it is cleared: the links would be lost, or kept. */
struct person *legacy_publish(struct list_head *people, const char *name)
{
	struct person *person;

	person = kmalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return NULL;
	list_add(&person->node, people);
	memset(person, 0, sizeof(*person));

	strscpy(person->name, name, sizeof(person->name));
	return person;
}

/* One buffer for all: it is cleared again for each person. */
void legacy_scan(struct list_head *people)
{
	struct journal_entry *entry;
	struct person *person;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return;
	list_for_each_entry(person, people, node) {
		memset(entry, 0, sizeof(*entry));
		strscpy(entry->text, person->name, sizeof(entry->text));
		pr_info("people: %s, %u\n", entry->text, person->age);
	}
	kfree(entry);
}

/* What krealloc() keeps is worth keeping; what it adds has no twin. */
struct hobby *legacy_grow(struct hobby *hobbies, size_t nr)
{
	struct hobby *grown;

	grown = krealloc(hobbies, (nr + 1) * sizeof(*grown), GFP_KERNEL);
	if (!grown)
		return NULL;
	memset(&grown[nr], 0, sizeof(*grown));

	return grown;
}

/* The size changes between the two, so they do not speak of the same bytes. */
char *legacy_buffer(const char *from, size_t length)
{
	char *buffer;

	buffer = kmalloc(length + 1, GFP_KERNEL);
	if (!buffer)
		return NULL;
	length = strnlen(from, length);
	memset(buffer, 0, length + 1);

	memcpy(buffer, from, length);
	return buffer;
}
