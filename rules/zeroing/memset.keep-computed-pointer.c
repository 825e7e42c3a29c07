/* refused: untouched */
/* Written through an expression over the pointer. */
#include <linux/slab.h>
#include <linux/string.h>

struct label {
	int length;
	char text[16];
};

char *computed_sum(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	*(text + size - 1) = 1;
	memset(text, 0, size);
	return text;
}

void *computed_cast(int size)
{
	char *memory = kmalloc(size, GFP_KERNEL);

	if (!memory)
		return NULL;
	((struct label *)(memory + 8))->length = 1;
	memset(memory, 0, size);
	return memory;
}

struct label *computed_member(void)
{
	struct label *label = kmalloc(sizeof(*label), GFP_KERNEL);

	if (!label)
		return NULL;
	*(label->text + 2) = 'x';
	memset(label, 0, sizeof(*label));
	return label;
}

struct label *computed_next(void)
{
	struct label *labels = kmalloc(4 * sizeof(*labels), GFP_KERNEL);

	if (!labels)
		return NULL;
	(labels + 1)->length = 1;
	memset(labels, 0, 4 * sizeof(*labels));
	return labels;
}

char *computed_choice(int size, char *other)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	*(other ? other : text) = 1;
	memset(text, 0, size);
	return text;
}

char *computed_increment(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	(*(text + 1))++;
	memset(text, 0, size);
	return text;
}
