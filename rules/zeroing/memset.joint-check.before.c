/* Two allocations, one check, two clearings. */
#include <linux/slab.h>
#include <linux/string.h>

struct card {
	int *map;
	char *text;
};

int joint_or(struct card *card, size_t size)
{
	char *text;
	int *map;

	map = kmalloc(sizeof(*map), GFP_KERNEL);
	text = kmalloc(size, GFP_KERNEL);
	if (!map || !text) {
		kfree(map);
		kfree(text);
		return -ENOMEM;
	}
	memset(map, 0, sizeof(*map));
	memset(text, 0, size);

	card->map = map;
	card->text = text;
	return 0;
}

int joint_and(struct card *card, size_t size)
{
	char *text = kmalloc(size, GFP_KERNEL);
	int *map = kmalloc(sizeof(*map), GFP_KERNEL);

	if (map && text) {
		memset(map, 0, sizeof(*map));
		memset(text, 0, size);
		card->map = map;
		card->text = text;
		return 0;
	}
	kfree(map);
	kfree(text);
	return -ENOMEM;
}

int joint_null(struct card *card, size_t size)
{
	char *text;
	int *map;

	map = kmalloc(sizeof(int), GFP_KERNEL);
	text = kmalloc(size, GFP_KERNEL);
	if ((map == NULL) || (text == NULL)) {
		if (map)
			kfree(map);
		if (text)
			kfree(text);
		return -ENOMEM;
	}
	memset(text, 0, size);
	memset(map, 0, sizeof(int));
	card->map = map;
	card->text = text;
	return 0;
}

int joint_goto(struct card *card, size_t size)
{
	char *text;
	int *map = NULL;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		goto fail;
	map = kmalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		goto fail;
	memset(text, 0, size);
	memset(map, 0, sizeof(*map));
	card->map = map;
	card->text = text;
	return 0;

fail:
	kfree(text);
	kfree(map);
	return -ENOMEM;
}
