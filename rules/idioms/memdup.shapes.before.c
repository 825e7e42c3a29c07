/* Where the allocation and its check may stand. */
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

int shape_declaration(struct panel *panel, const struct mode *mode)
{
	struct mode *copy = kzalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return -ENOMEM;

	memcpy(copy, mode, sizeof(*copy));
	panel->mode = copy;
	return 0;
}

int shape_condition(struct panel *panel, const u8 *edid, int size)
{
	if (!(panel->edid = kmalloc(size, GFP_KERNEL)))
		return -ENOMEM;
	memcpy(panel->edid, edid, size);
	panel->edid_size = size;
	return 0;
}

int shape_success(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmalloc(size, GFP_KERNEL);
	if (panel->edid) {
		memcpy(panel->edid, edid, size);
		panel->edid_size = size;
	}
	return panel->edid ? 0 : -ENOMEM;
}

void *shape_only(const void *data, size_t size)
{
	void *copy = kmalloc(size, GFP_ATOMIC);

	if (copy)
		memcpy(copy, data, size);
	return copy;
}

int shape_else(struct panel *panel, const u8 *edid, int size)
{
	int ret = 0;

	panel->edid = kmalloc(size, GFP_KERNEL);
	if (!panel->edid)
		ret = -ENOMEM;
	else
		memcpy(panel->edid, edid, size);
	return ret;
}

int shape_jump(struct panel *panel, const u8 *edid, int size)
{
	u8 *copy;
	int ret = 0;

	copy = (u8 *)kmalloc(size, GFP_KERNEL);
	if (unlikely(copy == NULL)) {
		pr_err("panel: no memory\n");
		ret = -ENOMEM;
		goto out;
	}
	memcpy(copy, edid, size);
	panel->edid = copy;
out:
	panel->edid_size = size;
	return ret;
}

void shape_no_check(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmalloc(size, GFP_KERNEL | __GFP_NOFAIL);
	memcpy(panel->edid, edid, size);
}

int shape_loop(struct panel *panels, int count, const struct mode *mode)
{
	int i;

	for (i = 0; i < count; i++) {
		panels[i].mode = kmalloc(sizeof(*mode), GFP_KERNEL);
		if (!panels[i].mode)
			return -ENOMEM;
		memcpy(panels[i].mode, mode, sizeof(*mode));
	}
	return 0;
}
