/* refused: by-member */
/* The whole object is cleared too: that it is zero is another rule's to say. */
#include <linux/slab.h>
#include <linux/string.h>

struct entry {
	int key;
	int value;
	struct entry *next;
};

struct entry *cleared_whole(void)
{
	struct entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return NULL;
	memset(entry, 0, sizeof(*entry));
	entry->key = 0;
	entry->next = NULL;
	return entry;
}
