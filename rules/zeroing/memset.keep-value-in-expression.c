/* refused: value-unused */
/* The clearing call stands inside a larger expression. */
#include <linux/slab.h>
#include <linux/string.h>

void *expression_conditional(size_t size)
{
	void *memory;

	memory = kmalloc(size, GFP_KERNEL);
	return memory ? memset(memory, 0, size) : NULL;
}

void *expression_and(size_t size)
{
	void *memory = kmalloc(size, GFP_KERNEL);

	if (memory && memset(memory, 0, size))
		return memory;
	return NULL;
}

void *expression_comma(size_t size)
{
	void *memory = kmalloc(size, GFP_KERNEL | __GFP_NOFAIL);

	return memset(memory, 0, size), memory;
}

char *expression_sum(size_t size)
{
	char *memory = kmalloc(size, GFP_KERNEL);

	if (!memory)
		return NULL;
	return (char *)memset(memory, 0, size) + 8;
}
