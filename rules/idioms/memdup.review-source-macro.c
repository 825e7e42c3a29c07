/* review: same-source */
/* A macro does something. */
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

#define NEXT(cursor) ((cursor)->edid++)

u8 *source_macro_effect(struct panel *panel, int size)
{
	u8 *copy = kmalloc(size, GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, NEXT(panel), size);
	return copy;
}
