/* refused: structure */
/* A page, with a structure at its begin. */
#include <linux/slab.h>

struct page_head {
	int used;
	int free;
	struct page_head *next;
};

struct page_head *page_of_bytes(void)
{
	struct page_head *head;

	head = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!head)
		return NULL;
	head->used = 0;
	head->next = NULL;
	return head;
}
