static struct kmem_cache *item_cache;

int item_init(void)
{
	item_cache = kmem_cache_create("item", sizeof(struct item), 0, 0, NULL);
	return item_cache ? 0 : -ENOMEM;
}

struct item *copied(const struct item *from)
{
	struct item *item = kmem_cache_zalloc(item_cache, GFP_KERNEL);

	if (item)
		memcpy(item, from, sizeof(*item));
	return item;
}

struct item *assigned(const struct item *from)
{
	struct item *item = kmem_cache_zalloc(item_cache, GFP_KERNEL);

	if (!item)
		return NULL;
	*item = *from;
	return item;
}
