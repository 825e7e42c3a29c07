// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where people live: clearing on the way of success, not after the check.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "people.h"

struct address *address_new(gfp_t gfp)
{
	struct address *address = kmalloc(sizeof(*address), gfp);

	if (address)
		memset(address, 0, sizeof(*address));

	return address;
}

struct address *address_parse(const char *street, u32 postcode)
{
	struct address *address;

	address = kmalloc(sizeof(*address), GFP_KERNEL);
	if (address) {
		memset(address, 0, sizeof(*address));
		strscpy(address->street, street, sizeof(address->street));
		address->postcode = postcode;
	}
	return address;
}

struct address *address_copy(const struct address *from)
{
	struct address *address;

	address = kmalloc(sizeof(struct address), GFP_KERNEL);
	if (!address)
		pr_warn("people: no memory for an address\n");
	else
		memset(address, 0, sizeof(struct address));

	if (address && from)
		address->postcode = from->postcode;
	return address;
}

/* Two allocations, one check for both, and then both are cleared. */
int household_settle(struct household *house, gfp_t gfp)
{
	house->head = kmalloc(sizeof(*house->head), gfp);
	house->address = kmalloc(sizeof(*house->address), gfp);
	if (!house->head || !house->address) {
		kfree(house->head);
		kfree(house->address);
		return -ENOMEM;
	}
	memset(house->head, 0, sizeof(*house->head));
	memset(house->address, 0, sizeof(*house->address));

	INIT_LIST_HEAD(&house->head->node);
	return 0;
}

/* Elements of an array, one by one. */
int household_fill(struct household *house, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		house->members[i] = kmalloc(sizeof(struct person), GFP_KERNEL);
		if ((house->members[i] == NULL))
			goto undo;
		memset(house->members[i], 0, sizeof(struct person));
	}
	return 0;

undo:
	while (i--) {
		kfree(house->members[i]);
		house->members[i] = NULL;
	}
	return -ENOMEM;
}
