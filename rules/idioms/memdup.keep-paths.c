/* refused: at-once */
/* The copy is reached on other paths too, or not on all where there is memory. */
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

int paths_reused(struct panel *panel, const u8 *edid, int size)
{
	if (!panel->edid)
		panel->edid = kmalloc(size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	memcpy(panel->edid, edid, size);
	return 0;
}

int paths_label(struct panel *panel, const u8 *edid, int size)
{
	u8 *copy;

	copy = kmalloc(size, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
again:
	memcpy(copy, edid, size);
	if (panel_try(panel, copy))
		goto again;
	return 0;
}

int paths_some(struct panel *panel, const u8 *edid, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	if (edid)
		memcpy(copy, edid, size);
	panel->edid = copy;
	return 0;
}
