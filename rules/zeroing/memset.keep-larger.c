/* refused: whole-object */
/* bug: more is cleared than was allocated. */
#include <linux/slab.h>
#include <linux/string.h>

char *larger_by_one(size_t size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, size + 1);
	return text;
}

char *larger_number(void)
{
	char *text = kmalloc(64, GFP_KERNEL);

	if (!text)
		return NULL;
	memset(text, 0, 80);
	return text;
}

u32 *larger_array(int nr)
{
	u32 *words = kmalloc(nr, GFP_KERNEL);

	if (!words)
		return NULL;
	memset(words, 0, nr * sizeof(*words));
	return words;
}
