/* refused: policy */
/* as: mm/kmsan/kmsan_test.c */
#include <linux/slab.h>
#include <linux/string.h>

/* Is memory that was set by hand reported? The memset() is what is tested. */
void set_by_hand(struct kunit *test)
{
	int *value;

	value = kmalloc(sizeof(*value), GFP_KERNEL);
	memset(value, 0, sizeof(*value));
	check(test, *value);
}
