/* refused: same-source */
/* A macro reads the new object. */
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

#define FALLBACK (&panel->fallback)

int source_macro(struct panel *panel)
{
	panel = kmalloc(sizeof(panel->fallback), GFP_KERNEL);
	if (!panel)
		return -ENOMEM;
	memcpy(panel, FALLBACK, sizeof(panel->fallback));
	return panel_show(panel);
}
