/* refused: outside-macro */
/* In the body of a macro: it is used where this file does not show, with arguments that nobody sees here. */
#include <linux/slab.h>
#include <linux/string.h>

#define GET(p, n)					\
	do {						\
		(p) = kmalloc(n, GFP_KERNEL);		\
		if (p)					\
			memset(p, 0, n);		\
	} while (0)

#define GET_STATEMENTS(p)				\
	p = kmalloc(sizeof(*p), GFP_KERNEL);		\
	memset(p, 0, sizeof(*p))
