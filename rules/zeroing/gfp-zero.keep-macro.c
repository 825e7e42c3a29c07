/* refused: outside-macro */
/* In the body of a macro: it is used where this file does not show, with flags that nobody sees here. */
#include <linux/slab.h>

#define GET_ZEROED(p, gfp)				\
	do {						\
		(p) = kmalloc(sizeof(*(p)), (gfp) | __GFP_ZERO); \
	} while (0)
