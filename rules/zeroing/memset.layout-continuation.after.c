/* Arguments over several lines stay aligned as they were. */
#include <linux/slab.h>
#include <linux/string.h>

struct book {
	int pages;
	struct chapter *chapters;
};

int lines_aligned(struct device *dev, struct book *book, int nr)
{
	book->chapters = kcalloc(nr,
				 sizeof(struct chapter),
				 GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	return 0;
}

int lines_indented(struct book *book, int nr)
{
	book->chapters = kcalloc(nr,
		sizeof(struct chapter), GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	return 0;
}

int lines_nested(struct book *book, int nr)
{
	book->chapters = kcalloc(max(nr,
				     book->pages),
				 sizeof(struct chapter), /* each */
				 GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	return 0;
}

int lines_after_equals(struct book *book, int nr)
{
	book->chapters =
		kcalloc(nr, sizeof(struct chapter),
			GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	return 0;
}

int lines_same_length(struct book **out)
{
	struct book *book;

	book = kzalloc(sizeof(*book),
		       GFP_KERNEL);
	if (!book)
		return -ENOMEM;
	*out = book;
	return 0;
}

int lines_spaces(struct book **out)
{
    struct book *book;

    book = vzalloc_node(sizeof(*book),
                        numa_node_id());
    if (!book)
        return -ENOMEM;
    *out = book;
    return 0;
}

int lines_inner_blanks(struct book **out)
{
	struct book *book;

	book = kzalloc( sizeof( *book ), GFP_KERNEL );
	if( book == NULL )
		return -ENOMEM;
	*out = book;
	return 0;
}
