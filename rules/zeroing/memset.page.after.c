/* A page, cleared by size or with clear_page(). */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>

struct directory {
	unsigned long page;
	pgd_t *pgd;
};

unsigned long page_size(void)
{
	unsigned long page;

	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		return 0;
	return page;
}

pgd_t *page_clear(void)
{
	pgd_t *pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL | __GFP_ACCOUNT);

	return pgd;
}

int page_member(struct directory *directory)
{
	directory->page = get_zeroed_page(GFP_KERNEL);
	if (directory->page == 0)
		return -ENOMEM;
	directory->pgd = (pgd_t *)directory->page;
	return 0;
}

char *page_text(void)
{
	char *text;

	text = (char *) get_zeroed_page(GFP_NOFS);
	if (!text)
		return ERR_PTR(-ENOMEM);
	return text;
}
