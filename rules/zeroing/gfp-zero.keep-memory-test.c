/* refused: policy */
/* as: mm/kasan/kasan_test_c.c */
#include <linux/slab.h>

/* The flag is what is tested. */
void with_the_flag(struct kunit *test)
{
	char *memory = kmalloc(128, GFP_KERNEL | __GFP_ZERO);

	expect_zero(test, memory, 128);
	kfree(memory);
}
