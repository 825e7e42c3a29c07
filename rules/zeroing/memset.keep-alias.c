/* refused: untouched */
/* Written under another name before the clearing. */
#include <linux/slab.h>
#include <linux/string.h>

struct header {
	u32 magic;
	u32 length;
};

struct message {
	struct header header;
	u8 payload[64];
};

struct message *alias_header(void)
{
	struct message *message;
	struct header *header;

	message = kmalloc(sizeof(*message), GFP_KERNEL);
	if (!message)
		return NULL;
	header = &message->header;
	header->magic = 0x6b7a;
	memset(message, 0, sizeof(*message));
	return message;
}

struct message *alias_void(void)
{
	struct message *message;
	void *memory;

	memory = kmalloc(sizeof(*message), GFP_KERNEL);
	if (!memory)
		return NULL;
	message = memory;
	message->payload[0] = 1;
	memset(memory, 0, sizeof(*message));
	return message;
}

struct message *alias_moved(size_t size)
{
	char *memory, *at;

	memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return NULL;
	at = memory + 8;
	*at = 1;
	memset(memory, 0, size);
	return (struct message *)memory;
}

struct message *alias_callee(void)
{
	struct message *message, *other;

	message = other = kmalloc(sizeof(*message), GFP_KERNEL);
	if (!message)
		return NULL;
	message_prepare(other);
	memset(message, 0, sizeof(*message));
	return message;
}

int alias_output(struct message **out)
{
	struct message *message;

	message = kmalloc(sizeof(*message), GFP_KERNEL);
	if (!message)
		return -ENOMEM;
	*out = message;
	(*out)->header.length = 64;
	memset(message, 0, sizeof(*message));
	return 0;
}
