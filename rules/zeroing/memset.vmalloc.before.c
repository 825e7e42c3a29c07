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

	image = vmalloc(sizeof(*image));
	if (!image)
		return NULL;
	memset(image, 0, sizeof(*image));
	return image;
}

int vmalloc_pixels(struct image *image)
{
	image->pixels = (u8 *)vmalloc(image->width * image->height);
	if (image->pixels == NULL) {
		vfree(image);
		return -ENOMEM;
	}
	memset(image->pixels, 0, image->width * image->height);
	return 0;
}

void *vmalloc_on_node(unsigned long size, int node)
{
	void *memory = vmalloc_node(size, node);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

struct image *vmalloc_of_array(size_t nr)
{
	struct image *images;

	images = vmalloc_array(nr, sizeof(*images));
	if (!images)
		return NULL;
	memset(images, 0, nr * sizeof(*images));
	return images;
}
