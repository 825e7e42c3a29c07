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
	panel->edid = kmemdup(edid, size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	panel->edid_size = size;
	return 0;
}

int comment_next(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmemdup(edid, size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	/* the size goes with it */
	panel->edid_size = size;
	return 0;
}

int comment_more(struct panel *panel, const u8 *edid, int size)
{
	panel->edid = kmemdup(edid, size, GFP_KERNEL);
	if (!panel->edid)
		return -ENOMEM;
	/* copy the EDID, then note its size */
	panel->edid_size = size;
	return 0;
}
