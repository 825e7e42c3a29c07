/* refused: inside */
/* The structure is zero, what its pointer leads to is not in it. */
#include <linux/slab.h>
#include <linux/string.h>

struct frame {
	u8 *pixels;
	int width;
};

struct frame *pointer_pixels(int width)
{
	struct frame *frame;

	frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return NULL;
	memset(frame->pixels, 0, width);
	return frame;
}
