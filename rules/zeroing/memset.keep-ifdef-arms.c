/* refused: only-source */
/* One arm of an #ifdef allocates, the other gets memory from elsewhere. */
#include <linux/slab.h>
#include <linux/string.h>

struct video {
	void *memory;
	size_t size;
};

void *arms_two(size_t size)
{
	void *memory;

#ifdef CONFIG_VIDEO_SLAB
	memory = kmalloc(size, GFP_KERNEL);
#else
	memory = video_reserve(size);
#endif
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

int arms_one(struct video *video, void *memory, size_t size)
{
#ifdef CONFIG_VIDEO_SLAB
	memory = kmalloc(size, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
#endif
	memset(memory, 0, size);
	video->memory = memory;
	return 0;
}
