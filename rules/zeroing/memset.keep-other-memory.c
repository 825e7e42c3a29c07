/* refused: same-object */
/* The clearing gets this allocation on one path and other memory on another. */
#include <linux/slab.h>
#include <linux/string.h>

struct page_list {
	int nr;
	struct page_list *next;
};

static struct page_list spare;

int other_fallback(struct page_list **out)
{
	struct page_list *list;

	list = kmalloc(sizeof(*list), GFP_ATOMIC);
	if (!list)
		list = &spare;
	memset(list, 0, sizeof(*list));
	*out = list;
	return 0;
}

int other_index(struct page_list **lists, int i, int n)
{
	lists[i] = kmalloc(sizeof(struct page_list), GFP_KERNEL);
	if (!lists[i])
		return -ENOMEM;
	if (n)
		i = 0;
	memset(lists[i], 0, sizeof(struct page_list));
	return 0;
}

int other_chosen(struct page_list **out, struct page_list *old, int keep)
{
	struct page_list *list = kmalloc(sizeof(*list), GFP_KERNEL);

	if (!list)
		return -ENOMEM;
	if (keep)
		list = old;
	memset(list, 0, sizeof(*list));
	*out = list;
	return 0;
}
