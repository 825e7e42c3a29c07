/* refused: whole-copy */
/* Room is left behind the copy. */
#include <linux/slab.h>
#include <linux/string.h>

struct mode {
	int width, height;
};

struct panel {
	struct mode *mode;
	struct mode fallback;
	u8 *edid;
	int edid_size;
};

char *part_terminated(const char *text, size_t len)
{
	char *copy = kmalloc(len + 1, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

u8 *part_header(const u8 *data, size_t len)
{
	u8 *copy = kzalloc(sizeof(struct mode) + len, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, data, len);
	return copy;
}

u8 *part_unknown(const u8 *data, size_t len, size_t room)
{
	u8 *copy = kmalloc(room, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, data, len);
	return copy;
}
