/* refused: no-string */
/* A string with its terminating zero: kstrdup(). */
#include <linux/slab.h>
#include <linux/string.h>

char *string_direct(const char *name)
{
	char *copy = kmalloc(strlen(name) + 1, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, name, strlen(name) + 1);
	return copy;
}

char *string_zeroed(const char *name)
{
	char *copy;

	copy = kzalloc(1 + strlen(name), GFP_KERNEL);
	if (copy)
		memcpy(copy, name, 1 + strlen(name));
	return copy;
}
