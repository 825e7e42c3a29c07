/* refused: same-object */
/* Freed on one path, which then brings other memory to the clearing. */
#include <linux/slab.h>
#include <linux/string.h>

struct page_list {
	int nr;
};

int freed_for_another(struct page_list **out, struct page_list *old, int first)
{
	struct page_list *list;

	list = kmalloc(sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	if (!first) {
		kfree(list);
		list = old;
	}
	memset(list, 0, sizeof(*list));
	*out = list;
	return 0;
}

int freed_member(struct page_list **lists, struct page_list *old, int i)
{
	lists[i] = kmalloc(sizeof(struct page_list), GFP_KERNEL);
	if (!lists[i])
		return -ENOMEM;
	if (old) {
		kfree(lists[i]);
		lists[i] = old;
	}
	memset(lists[i], 0, sizeof(struct page_list));
	return 0;
}
