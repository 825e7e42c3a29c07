/* refused: whole-object */
static struct kmem_cache *item_cache;

int item_init(void)
{
	item_cache = kmem_cache_create("item", sizeof(struct item) + 64, 0, 0, NULL);
	return item_cache ? 0 : -ENOMEM;
}

struct item *cache_of_larger_objects(const struct item *from)
{
	struct item *item = kmem_cache_zalloc(item_cache, GFP_KERNEL);

	if (item)
		*item = *from;
	return item;
}
