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

	line->link = link = kzalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	link->state = 1;
	return 0;
}

int chained_local(struct line *line)
{
	struct link *link;

	link = line->link = kzalloc(sizeof(struct link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	return 0;
}

int chained_pointer(struct link **out)
{
	struct link *link;

	*out = link = kzalloc(sizeof(*link), GFP_KERNEL);
	if (link == NULL)
		return -ENOMEM;
	return 0;
}

int chained_three(struct line *line)
{
	struct link *link;

	line->active = line->link = link = kzalloc(sizeof(*link), GFP_KERNEL);
	if (!link)
		return -ENOMEM;
	return 0;
}

int chained_condition(struct line *line)
{
	struct link *link;

	if (!(line->link = link = kzalloc(sizeof(*link), GFP_KERNEL)))
		return -ENOMEM;
	return 0;
}

int chained_next_element(struct link **links, int nr)
{
	int i = 0;

	while (i < nr) {
		struct link *link;

		links[i++] = link = kzalloc(sizeof(*link), GFP_KERNEL);
		if (!link)
			return -ENOMEM;
	}
	return 0;
}
