/* Cleared only when there is something to clear. */
#include <linux/slab.h>
#include <linux/string.h>

struct entry {
	int key;
	struct entry *next;
};

struct entry *object_if(void)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry)
		memset(entry, 0, sizeof(*entry));
	return entry;
}

struct entry *object_if_null(void)
{
	struct entry *entry = kmalloc(sizeof(*entry), GFP_KERNEL);

	if (entry != NULL)
		memset(entry, 0, sizeof(*entry));

	return entry;
}

struct entry *object_if_line(void)
{
	struct entry *entry = kmalloc(sizeof(*entry), GFP_KERNEL);

	if (likely(entry)) memset(entry, 0, sizeof(*entry));
	return entry;
}

struct entry *object_if_braces(void)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (NULL != entry) {
		memset(entry, 0, sizeof(*entry));
	}
	return entry;
}

struct entry *object_block(int key)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry) {
		memset(entry, 0, sizeof(*entry));
		entry->key = key;
		entry->next = entry;
	}
	return entry;
}

struct entry *object_block_of_two(int key)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry) {
		memset(entry, 0, sizeof(*entry));
		entry->key = key;
	}
	return entry;
}

int object_block_else(struct entry **out, int key)
{
	struct entry *entry;
	int err = 0;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry) {
		memset(entry, 0, sizeof(*entry));
		entry->key = key;
		*out = entry;
	} else {
		err = -ENOMEM;
	}
	return err;
}

int object_only_else(struct entry **out)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry) {
		memset(entry, 0, sizeof(*entry));
	} else {
		printk(KERN_WARNING "no memory for an entry\n");
		return -ENOMEM;
	}
	*out = entry;
	return 0;
}

int object_and_more(struct entry **out, int key)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (entry && key >= 0) {
		memset(entry, 0, sizeof(*entry));
		entry->key = key;
		*out = entry;
		return 0;
	}
	kfree(entry);
	return -EINVAL;
}
