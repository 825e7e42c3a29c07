/* refused: policy */
/* as: lib/test_kasan.c */
/* A test writes what it means to write. */
#include <linux/slab.h>
#include <linux/string.h>

void memory_test(size_t size)
{
	char *memory;

	memory = kzalloc(size, GFP_KERNEL);
	memset(memory, 0, size);
	expect_zero(memory);
}
