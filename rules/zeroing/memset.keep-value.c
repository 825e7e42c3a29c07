/* refused: value-unused */
/* The value of the clearing call is used: it is the pointer. */
#include <linux/slab.h>
#include <linux/string.h>

struct word {
	int length;
	char *text;
};

void *value_return(size_t size)
{
	void *memory;

	memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	return memset(memory, 0, size);
}

void *value_assigned(size_t size)
{
	void *memory, *copy;

	memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	copy = memset(memory, 0, size);
	return copy;
}

int value_argument(struct word *word, size_t size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	return word_set(word, memset(text, 0, size));
}

char *value_initialiser(size_t size)
{
	char *memory = kmalloc(size, GFP_KERNEL);

	if (memory) {
		char *text = memset(memory, 0, size);

		text[0] = 'x';
	}
	return memory;
}
