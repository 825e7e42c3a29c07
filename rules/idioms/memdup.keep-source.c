/* refused: same-source */
/* Where the bytes come from is another place before the allocation, or reading it does something. */
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

int source_effect(const u8 *data, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, data++, size);
	return panel_show(copy) + *data;
}

int source_object(struct panel *panel)
{
	panel = kmalloc(sizeof(panel->fallback), GFP_KERNEL);
	if (!panel)
		return -ENOMEM;
	memcpy(panel, &panel->fallback, sizeof(panel->fallback));
	return panel_show(panel);
}
