/* refused: at-once */
/* Something comes between that must come before the copy, or need not happen at all. */
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

int between_call(struct panel *panel, u8 *edid, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	panel_read(panel, edid, size);
	memcpy(copy, edid, size);
	panel->edid = copy;
	return 0;
}

int between_write(struct panel *panel, u8 *edid, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	edid[0] = 0xff;
	memcpy(copy, edid, size);
	panel->edid = copy;
	return 0;
}

int between_lock(struct panel *panel, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	panel_lock(panel);
	memcpy(copy, panel->edid, size);
	panel_unlock(panel);
	return panel_show(copy);
}

int between_test(struct panel *panel, const u8 *edid, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy || !edid)
		return -EINVAL;
	memcpy(copy, edid, size);
	panel->edid = copy;
	return 0;
}

int between_initialiser(struct panel *panel, const u8 *edid, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL), *old = panel_take(panel);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, edid, size);
	panel->edid = copy;
	return panel_drop(old);
}
