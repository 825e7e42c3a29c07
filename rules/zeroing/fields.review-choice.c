/* review: pure */
/* Each branch stores one of the named values: that the first of them is zero is no reason to leave it out. */
#include <linux/slab.h>

#define BITS_5	0x00
#define BITS_6	0x01
#define BITS_8	0x03

enum parity {
	PARITY_NONE,
	PARITY_ODD,
};

struct line {
	u8 bits;
	enum parity parity;
	int rate;
};

struct line *line_by_switch(unsigned int flags, int rate)
{
	struct line *line;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return NULL;
	line->rate = rate;
	switch (flags & 3) {
	case 0:
		line->bits = BITS_5;
		break;
	case 1:
		line->bits = BITS_6;
		break;
	default:
		line->bits = BITS_8;
		break;
	}
	if (flags & 4)
		line->parity = PARITY_ODD;
	else
		line->parity = PARITY_NONE;
	return line;
}
