/* vmalloc() and its kin. */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

struct image {
	u32 width, height;
	u8 *pixels;
};

struct image *vmalloc_plain(void)
{
	struct image *image;

	image = vzalloc(sizeof(*image));
	if (!image)
		return NULL;
	return image;
}

int vmalloc_pixels(struct image *image)
{
	image->pixels = (u8 *)vzalloc(image->width * image->height);
	if (image->pixels == NULL) {
		vfree(image);
		return -ENOMEM;
	}
	return 0;
}

void *vmalloc_on_node(unsigned long size, int node)
{
	void *memory = vzalloc_node(size, node);

	return memory;
}

struct image *vmalloc_of_array(size_t nr)
{
	struct image *images;

	images = vcalloc(nr, sizeof(*images));
	if (!images)
		return NULL;
	return images;
}
