// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who did what and when: large memory, and whole pages.
 */
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "people.h"

struct journal *journal_open(size_t slots)
{
	struct journal *journal;

	journal = kmalloc(sizeof(*journal), GFP_KERNEL);
	if (!journal) {
		pr_err("people: no memory for a journal\n");
		return NULL;
	} else {
		memset(journal, 0, sizeof(*journal));
	}

	journal->size = slots * sizeof(*journal->slots);
	journal->slots = vmalloc(journal->size);
	if (!journal->slots)
		goto free_journal;
	memset(journal->slots, 0, journal->size);

	journal->bitmap = kmalloc(BITS_TO_LONGS(slots) * sizeof(long),
				  GFP_KERNEL);
	if (!journal->bitmap)
		goto free_slots;
	/* no slot is taken yet */
	memset(journal->bitmap, 0, BITS_TO_LONGS(slots) * sizeof(long));

	return journal;

free_slots:
	vfree(journal->slots);
free_journal:
	kfree(journal);
	return NULL;
}

struct journal *journal_open_small(void)
{
	struct journal_entry *slots;
	struct journal *journal;

	journal = kmalloc(sizeof(*journal), GFP_KERNEL);
	slots = vmalloc(JOURNAL_SLOTS * sizeof(*slots));
	if (!journal || !slots)
		goto undo;
	memset(journal, 0, sizeof(*journal));
	memset(slots, 0, JOURNAL_SLOTS * sizeof(*slots));

	journal->slots = slots;
	journal->size = JOURNAL_SLOTS * sizeof(*slots);
	return journal;

undo:
	vfree(slots);
	kfree(journal);
	return NULL;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;

	kfree(journal->bitmap);
	vfree(journal->slots);
	kfree(journal);
}

unsigned long journal_page(void)
{
	unsigned long page;

	page = __get_free_page(GFP_KERNEL);
	if (!page)
		return 0;
	memset((void *)page, 0, PAGE_SIZE);

	return page;
}
