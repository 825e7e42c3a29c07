/* refused: outside-macro */
/* An allocation inside the check, a member and a return, in macros. */
#include <linux/slab.h>
#include <linux/string.h>

#define NEW_BUFFER(dev, n)						\
	do {								\
		if (((dev)->buffer = kmalloc((n), GFP_KERNEL)) != NULL)	\
			memset((dev)->buffer, 0, (n));			\
	} while (0)

#define NEW_OR_RETURN(p)				\
do {							\
	if (!((p) = kmalloc(sizeof(*(p)), GFP_KERNEL)))	\
		return -ENOMEM;				\
	memset((p), 0, sizeof(*(p)));			\
} while (0)
