/* A comment on the copy goes with it, one on what follows stays. */
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

int comment_copy(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmalloc(size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	/* keep a copy */
	memcpy(panel->edid, edid, size);
	panel->edid_size = size;
	return 0;
}

int comment_next(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmalloc(size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	memcpy(panel->edid, edid, size);	/* copied */
	/* the size goes with it */
	panel->edid_size = size;
	return 0;
}

int comment_more(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmalloc(size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	/* copy the EDID, then note its size */
	memcpy(panel->edid, edid, size);
	panel->edid_size = size;
	return 0;
}
