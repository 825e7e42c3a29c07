/* refused: same-source */
/* The array holds the pointer that the allocation sets. */
#include <linux/slab.h>
#include <linux/string.h>

void *holds_element(void **slots, unsigned int count)
{
	slots[0] = kmalloc_array(count, sizeof(*slots), GFP_KERNEL);
	if (!slots[0])
		return NULL;
	memcpy(slots[0], slots, count * sizeof(*slots));
	return slots[0];
}
