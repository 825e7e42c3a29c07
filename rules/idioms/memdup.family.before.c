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

	copy = kvmalloc(size, GFP_KERNEL);
	if (!copy)
		return NULL;
	memcpy(copy, data, size);
	return copy;
}

u8 *family_large_zeroed(const u8 *data, size_t size)
{
	u8 *copy;

	copy = kvzalloc(size, GFP_KERNEL);
	if (!copy)
		return NULL;
	memcpy(copy, data, size);
	return copy;
}

int family_managed(struct device *dev, struct panel *panel)
{
	panel->mode = devm_kzalloc(dev, sizeof(struct mode), GFP_KERNEL);
	if (!panel->mode)
		return -ENOMEM;
	memcpy(panel->mode, &panel->fallback, sizeof(panel->fallback));
	return 0;
}

struct mode *family_value(const struct mode *modes, unsigned int count)
{
	size_t size = count * sizeof(*modes);
	struct mode *copy;

	copy = kmalloc(size, GFP_KERNEL);
	if (!copy)
		return NULL;
	memcpy(copy, modes, sizeof(struct mode) * count);
	return copy;
}

struct mode *family_long(struct device *dev, const struct panel *panel_of_the_board)
{
	struct mode *mode;

	mode = devm_kmalloc(dev, sizeof(panel_of_the_board->fallback), GFP_KERNEL);
	if (!mode)
		return NULL;
	memcpy(mode, &panel_of_the_board->fallback, sizeof(panel_of_the_board->fallback));
	return mode;
}
