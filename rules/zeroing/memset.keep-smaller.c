/* refused: whole-object */
/* Less is cleared than is allocated. */
#include <linux/slab.h>
#include <linux/string.h>

struct small {
	int a;
};

struct large {
	struct small small;
	int b[30];
};

char *smaller_by_one(size_t size)
{
	char *text = kmalloc(size + 1, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, size);
	return text;
}

char *smaller_number(void)
{
	char *text = kmalloc(256, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, 128);
	return text;
}

int *smaller_one_element(int nr)
{
	int *table;

	table = kmalloc_array(nr, sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	memset(table, 0, sizeof(*table));
	return table;
}

struct large *smaller_part(void)
{
	struct large *large;

	large = kmalloc(sizeof(*large), GFP_KERNEL);
	if (!large)
		return NULL;
	memset(large, 0, sizeof(struct small));
	return large;
}

u32 *smaller_forgotten_size(int nr)
{
	u32 *words;

	words = kmalloc(nr * sizeof(*words), GFP_KERNEL);
	if (!words)
		return NULL;
	memset(words, 0, nr);
	return words;
}

char *smaller_other_variable(size_t size, size_t used)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0, used);
	return text;
}

char *smaller_minimum(size_t size)
{
	char *text = vmalloc(size);

	if (!text)
		return NULL;
	memset(text, 0, min(size, PAGE_SIZE));
	return text;
}
