/* The other allocators, and sizes that are the same value. */
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

u8 *family_large(const u8 *data, size_t size)
{
	u8 *copy;

	copy = kvmemdup(data, size, GFP_KERNEL);
	if (!copy)
		return NULL;
	return copy;
}

u8 *family_large_zeroed(const u8 *data, size_t size)
{
	u8 *copy;

	copy = kvmemdup(data, size, GFP_KERNEL);
	if (!copy)
		return NULL;
	return copy;
}

int family_managed(struct device *dev, struct panel *panel)
{
	panel->mode = devm_kmemdup(dev, &panel->fallback, sizeof(struct mode),
				   GFP_KERNEL);
	if (!panel->mode)
		return -ENOMEM;
	return 0;
}

struct mode *family_value(const struct mode *modes, unsigned int count)
{
	size_t size = count * sizeof(*modes);
	struct mode *copy;

	copy = kmemdup(modes, size, GFP_KERNEL);
	if (!copy)
		return NULL;
	return copy;
}

struct mode *family_long(struct device *dev, const struct panel *panel_of_the_board)
{
	struct mode *mode;

	mode = devm_kmemdup(dev, &panel_of_the_board->fallback,
			    sizeof(panel_of_the_board->fallback), GFP_KERNEL);
	if (!mode)
		return NULL;
	return mode;
}
