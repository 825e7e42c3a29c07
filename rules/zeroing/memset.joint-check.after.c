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

	map = kzalloc(sizeof(*map), GFP_KERNEL);
	text = kzalloc(size, GFP_KERNEL);
	if (!map || !text) {
		kfree(map);
		kfree(text);
		return -ENOMEM;
	}

	card->map = map;
	card->text = text;
	return 0;
}

int joint_and(struct card *card, size_t size)
{
	char *text = kzalloc(size, GFP_KERNEL);
	int *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (map && text) {
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

	map = kzalloc(sizeof(int), GFP_KERNEL);
	text = kzalloc(size, GFP_KERNEL);
	if ((map == NULL) || (text == NULL)) {
		if (map)
			kfree(map);
		if (text)
			kfree(text);
		return -ENOMEM;
	}
	card->map = map;
	card->text = text;
	return 0;
}

int joint_goto(struct card *card, size_t size)
{
	char *text;
	int *map = NULL;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		goto fail;
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		goto fail;
	card->map = map;
	card->text = text;
	return 0;

fail:
	kfree(text);
	kfree(map);
	return -ENOMEM;
}
