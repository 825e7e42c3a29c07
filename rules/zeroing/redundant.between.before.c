/* What stands between leaves the memory alone: a callee that does not know it, what is printed, another buffer. */
#include <linux/slab.h>
#include <linux/string.h>

struct packet {
	u16 length;
	u16 type;
	u8 data[60];
};

struct packet *between_unknown(struct device *dev)
{
	struct packet *packet;

	packet = kzalloc(sizeof(*packet), GFP_KERNEL);
	if (!packet)
		return NULL;
	if (device_start(dev)) {
		kfree(packet);
		return NULL;
	}
	memset(packet, 0, sizeof(*packet));
	packet->type = 8;
	return packet;
}

int between_other(struct packet **out, const u8 *from, u8 *to, size_t size)
{
	*out = kzalloc(sizeof(struct packet), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	pr_debug("a packet of %zu bytes at %p\n", size, *out);
	memset(*out, 0, sizeof(struct packet));
	memcpy(to, from, size);
	return 0;
}
