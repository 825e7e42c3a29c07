/* refused: pure */
/* The deleted call would take an effect with it. */
#include <linux/slab.h>
#include <linux/string.h>

struct stack {
	int used, size;
	void *memory;
};

void *effect_assignment(size_t size)
{
	void *memory, *last;

	memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(last = memory, 0, size);
	return last;
}

int effect_comma(struct stack *stack, size_t size)
{
	void *memory = kmalloc(size, GFP_KERNEL);

	if (!memory)
		return -ENOMEM;
	memset((stack->used++, memory), 0, size);
	stack->memory = memory;
	return 0;
}

int effect_pointer(struct stack *stack, size_t size)
{
	void *memory = kmalloc(size, GFP_KERNEL);

	if (!memory)
		return -ENOMEM;
	memset(stack->memory = memory, 0, size);
	return 0;
}
