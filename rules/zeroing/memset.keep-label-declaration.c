/* refused: layout */
/* Without the clearing a label would stand before a declaration. */
#include <linux/slab.h>
#include <linux/string.h>

struct piece {
	int count;
};

int label_declaration(struct piece **out)
{
	struct piece *piece;

again:
	piece = kmalloc(sizeof(*piece), GFP_KERNEL);
	if (piece)
		goto clear;
	cond_resched();
	goto again;
clear:
	memset(piece, 0, sizeof(*piece));
	int err = piece_check(piece);

	*out = piece;
	return err;
}
