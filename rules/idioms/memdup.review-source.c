/* review: same-source */
/* Whether the source is the same before is not to be seen here. */
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

int source_call(struct panel *panel, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, panel_data(panel), size);
	return panel_show(copy);
}
