/* review: structure */
/* A buffer behind the structure would be cleared too. */
#include <linux/slab.h>

struct message {
	int type;
	int length;
	struct message *next;
};

struct message *tail_buffer(size_t room)
{
	struct message *message;

	message = kmalloc(sizeof(*message) + room, GFP_ATOMIC);
	if (!message)
		return NULL;
	message->length = 0;
	message->next = NULL;
	return message;
}
