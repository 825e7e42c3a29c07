/* refused: structure */
/* Bytes, of which a head is set. */
#include <linux/slab.h>

struct head {
	u16 type;
	u16 length;
	u32 id;
};

struct head *buffer_bytes(size_t size)
{
	struct head *head;

	head = kmalloc(size, GFP_KERNEL);
	if (!head)
		return NULL;
	head->type = 0;
	head->length = 0;
	return head;
}
