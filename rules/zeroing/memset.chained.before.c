/* One allocation, assigned twice in one statement. */
#include <linux/slab.h>
#include <linux/string.h>

struct link {
	int state;
};

struct line {
	struct link *link;
	struct link *active;
};

int chained_member(struct line *line)
{
	struct link *link;

	line->link = link = kmalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	memset(link, 0, sizeof(*link));
	link->state = 1;
	return 0;
}

int chained_local(struct line *line)
{
	struct link *link;

	link = line->link = kmalloc(sizeof(struct link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	memset(link, 0, sizeof(struct link));
	return 0;
}

int chained_pointer(struct link **out)
{
	struct link *link;

	*out = link = kmalloc(sizeof(*link), GFP_KERNEL);
	if (link == NULL)
		return -ENOMEM;
	memset(link, 0, sizeof(*link));
	return 0;
}

int chained_three(struct line *line)
{
	struct link *link;

	line->active = line->link = link = kmalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	memset(link, 0, sizeof(*link));
	return 0;
}

int chained_condition(struct line *line)
{
	struct link *link;

	if (!(line->link = link = kmalloc(sizeof(*link), GFP_KERNEL)))
		return -ENOMEM;
	memset(link, 0, sizeof(*link));
	return 0;
}

int chained_next_element(struct link **links, int nr)
{
	int i = 0;

	while (i < nr) {
		struct link *link;

		links[i++] = link = kmalloc(sizeof(*link), GFP_KERNEL);
		if (!link)
			return -ENOMEM;
		memset(link, 0, sizeof(*link));
	}
	return 0;
}
