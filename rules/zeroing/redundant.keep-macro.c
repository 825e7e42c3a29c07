/* refused: outside-macro */
/* The text of a macro is used where nobody sees it. */
#include <linux/slab.h>
#include <linux/string.h>

#define macro_new(item, size) do {			\
	item = kzalloc(size, GFP_KERNEL);		\
	if (item)					\
		memset(item, 0, size);			\
} while (0)
