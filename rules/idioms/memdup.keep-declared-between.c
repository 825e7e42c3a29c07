/* refused: same-source */
/* The source is declared behind the allocation. */
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

struct mode *declared_between(void)
{
	struct mode *copy = kmalloc(sizeof(*copy), GFP_KERNEL);

	if (copy) {
		struct mode mode;

		memcpy(copy, &mode, sizeof(mode));
		mode_init(&mode, copy);
	}
	return copy;
}
