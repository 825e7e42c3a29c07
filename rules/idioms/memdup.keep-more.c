/* refused: whole-copy */
/* bug: the copy runs over the end */
/* More is copied than there is room for. */
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

struct mode *more_elements(const struct mode *mode)
{
	struct mode *copy = kmalloc(sizeof(*mode), GFP_KERNEL);

	if (!copy)
		return NULL;
	memcpy(copy, mode, 2 * sizeof(*mode));
	return copy;
}
