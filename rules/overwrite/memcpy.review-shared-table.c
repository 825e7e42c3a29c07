/* review: unseen */
static struct item *last_item;

/* whoever reads last_item takes no lock that this function would hold */
int remember(const struct item *from)
{
	last_item = kzalloc(sizeof(*last_item), GFP_KERNEL);
	if (!last_item)
		return -ENOMEM;
	*last_item = *from;
	return 0;
}

struct shelf {
	struct item *items[4];
};

int put(struct shelf *shelves, int nr, const struct item *from)
{
	struct item *item;

	item = shelves[nr].items[0] = kzalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	memcpy(item, from, sizeof(*item));
	return 0;
}
