/* review: whole-copy */
/* The size is asked for twice. */
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

u8 *size_call(const struct panel *panel, const u8 *data)
{
	u8 *copy = kmalloc(panel_size(panel), GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, data, panel_size(panel));
	return copy;
}
