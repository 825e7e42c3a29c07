/* refused: has-twin */
/* There is no allocator of zeroed memory to call: the flag is how to ask for it. */
#include <linux/gfp.h>

unsigned long pages_for_ring(unsigned int order)
{
	return __get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
}

int pages_for_table(struct table *table)
{
	table->rows = (void *)__get_free_pages(GFP_ATOMIC | __GFP_ZERO | __GFP_NOWARN, table->order);
	return table->rows ? 0 : -ENOMEM;
}

/* kernel documentation asks for this: __GFP_ZERO on every call zeroes what is new each time */
int grow_table(struct table *table, size_t size)
{
	void *grown = krealloc(table->rows, size, GFP_KERNEL | __GFP_ZERO);

	if (!grown)
		return -ENOMEM;
	table->rows = grown;
	return 0;
}
