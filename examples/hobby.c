// SPDX-License-Identifier: GPL-2.0-only
/*
 * What people do: arrays, and sizes that are equal but not alike.
 */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "people.h"

int person_set_hobbies(struct person *person, unsigned int nr)
{
	struct hobby *hobbies;

	hobbies = kmalloc_array(nr, sizeof(*hobbies), GFP_KERNEL);
	if (!hobbies)
		return -ENOMEM;
	memset(hobbies, 0, nr * sizeof(struct hobby));

	kfree(person->hobbies);
	person->hobbies = hobbies;
	person->nr_hobbies = nr;
	return 0;
}

struct hobby *hobby_table(size_t nr)
{
	struct hobby *table;

	table = kvmalloc(nr * sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	memset(table, 0, sizeof(*table) * nr);

	return table;
}

/* The size is worked out first and does not change on the way. */
struct hobby *hobby_table_exact(size_t nr)
{
	size_t bytes = array_size(nr, sizeof(struct hobby));
	struct hobby *table;

	table = kmalloc(bytes, GFP_KERNEL);
	if (!table)
		return NULL;

	pr_debug("people: %zu hobbies in %zu bytes\n", nr, bytes);
	memset(table, 0, bytes);
	return table;
}

struct hobby **hobby_rows(unsigned int rows, unsigned int columns)
{
	struct hobby **table;
	unsigned int row;

	table = kmalloc_array(rows, sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	memset(table, 0, array_size(rows, sizeof(*table)));

	for (row = 0; row < rows; row++) {
		table[row] = kmalloc(columns * sizeof(**table), GFP_KERNEL);
		if (!table[row])
			goto undo;
		memset(table[row], 0, columns * sizeof(**table));
	}
	return table;

undo:
	while (row--)
		kfree(table[row]);
	kfree(table);
	return NULL;
}

/* A named size, and a clearing that stands after an unrelated #ifdef. */
char *hobby_title_buffer(void)
{
	char *buffer;

	buffer = kmalloc(SCRATCH_SIZE, GFP_KERNEL);
	if (!buffer)
		return NULL;
#ifdef CONFIG_PEOPLE_DEBUG
	pr_info("people: a buffer of %d bytes\n", SCRATCH_SIZE);
#endif
	memset(buffer, 0, SCRATCH_SIZE);
	return buffer;
}

int people_give_hobbies(struct list_head *people)
{
	struct person *person;

	list_for_each_entry(person, people, node) {
		struct hobby *hobby;

		if (person->hobbies)
			continue;
		hobby = kmalloc(sizeof(*hobby), GFP_KERNEL);
		if (!hobby)
			return -ENOMEM;
		memset(hobby, 0, sizeof(*hobby));
		hobby->hours_per_week = 1;
		person->hobbies = hobby;
		person->nr_hobbies = 1;
	}
	return 0;
}
