/* refused: has-twin */
/* Outside the kernel: what is aligned, what was allocated before, what lies on the stack. */
#include <alloca.h>
#include <stdlib.h>
#include <string.h>

char *user_realloc(char *text, size_t size)
{
	text = realloc(text, size);
	if (!text)
		return NULL;
	memset(text, 0, size);
	return text;
}

void *user_aligned(size_t size)
{
	void *memory = aligned_alloc(64, size);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

int user_stack(size_t size)
{
	char *text = alloca(size);

	memset(text, 0, size);
	return text_read(text, size);
}

void *user_repalloc(void *old, Size size)
{
	void *memory = repalloc(old, size);

	memset(memory, 0, size);
	return memory;
}
