/* refused: outside-macro */
/* In an argument of a macro, which may paste it, quote it or leave it out. */
#include <linux/slab.h>

int said_in_an_assertion(struct test *test)
{
	TEST_ASSERT(test, kmalloc(8, GFP_KERNEL | __GFP_ZERO));
	return 0;
}
