/* refused: untouched */
/* Something is written before the clearing: the clearing takes it back, kzalloc() would not. */
#include <linux/slab.h>
#include <linux/string.h>

struct packet {
	int length;
	char *data;
	struct list_head list;
	char tail[16];
};

struct packet *written_member(int length)
{
	struct packet *packet;

	packet = kmalloc(sizeof(*packet), GFP_KERNEL);
	if (!packet)
		return NULL;
	packet->length = length;
	memset(packet, 0, sizeof(*packet));
	return packet;
}

struct packet *written_whole(const struct packet *old)
{
	struct packet *packet;

	packet = kmalloc(sizeof(*packet), GFP_KERNEL);
	if (!packet)
		return NULL;
	*packet = *old;
	memset(packet, 0, sizeof(*packet));
	return packet;
}

char *written_element(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	text[0] = 'x';
	memset(text, 0, size);
	return text;
}

char *written_copy(const char *from, int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	memcpy(text, from, size);
	memset(text, 0, size);
	return text;
}

struct packet *written_string(const char *from)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);

	if (!packet)
		return NULL;
	strscpy(packet->tail, from, sizeof(packet->tail));
	memset(packet, 0, sizeof(*packet));
	return packet;
}

struct packet *written_list_head(void)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);

	if (!packet)
		return NULL;
	INIT_LIST_HEAD(&packet->list);
	memset(packet, 0, sizeof(*packet));
	return packet;
}

struct packet *written_in_loop(int nr)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);
	int i;

	if (!packet)
		return NULL;
	for (i = 0; i < nr; i++)
		packet->tail[i] = i;
	memset(packet, 0, sizeof(*packet));
	return packet;
}

struct packet *written_on_one_path(int length)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);

	if (!packet)
		return NULL;
	if (length > 0)
		packet->length = length;
	memset(packet, 0, sizeof(*packet));
	return packet;
}

struct packet *written_increment(void)
{
	struct packet *packet = kmalloc(sizeof(*packet), GFP_KERNEL);

	if (!packet)
		return NULL;
	packet->length++;
	memset(packet, 0, sizeof(*packet));
	return packet;
}
