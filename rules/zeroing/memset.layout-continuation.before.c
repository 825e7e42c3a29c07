/* Arguments over several lines stay aligned as they were. */
#include <linux/slab.h>
#include <linux/string.h>

struct book {
	int pages;
	struct chapter *chapters;
};

int lines_aligned(struct device *dev, struct book *book, int nr)
{
	book->chapters = kmalloc_array(nr,
				       sizeof(struct chapter),
				       GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	memset(book->chapters, 0, nr * sizeof(struct chapter));
	return 0;
}

int lines_indented(struct book *book, int nr)
{
	book->chapters = kmalloc_array(nr,
		sizeof(struct chapter), GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	memset(book->chapters, 0,
	       nr * sizeof(struct chapter));
	return 0;
}

int lines_nested(struct book *book, int nr)
{
	book->chapters = kmalloc_array(max(nr,
					   book->pages),
				       sizeof(struct chapter), /* each */
				       GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	memset(book->chapters,
	       0,
	       max(nr, book->pages) * sizeof(struct chapter));
	return 0;
}

int lines_after_equals(struct book *book, int nr)
{
	book->chapters =
		kmalloc_array(nr, sizeof(struct chapter),
			      GFP_KERNEL);
	if (!book->chapters)
		return -ENOMEM;
	memset(book->chapters, 0, nr * sizeof(struct chapter));
	return 0;
}

int lines_same_length(struct book **out)
{
	struct book *book;

	book = kmalloc(sizeof(*book),
		       GFP_KERNEL);
	if (!book)
		return -ENOMEM;
	memset(book, 0,
	       sizeof(*book));	/* all of it */
	*out = book;
	return 0;
}

int lines_spaces(struct book **out)
{
    struct book *book;

    book = vmalloc_node(sizeof(*book),
                        numa_node_id());
    if (!book)
        return -ENOMEM;
    memset(book, 0, sizeof(*book));
    *out = book;
    return 0;
}

int lines_inner_blanks(struct book **out)
{
	struct book *book;

	book = kmalloc( sizeof( *book ), GFP_KERNEL );
	if( book == NULL )
		return -ENOMEM;
	memset( book, 0, sizeof( *book ) );
	*out = book;
	return 0;
}
