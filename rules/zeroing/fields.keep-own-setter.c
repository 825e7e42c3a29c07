/* refused: has-twin */
/* The name is known, the meaning is this file's own. */
#include <linux/slab.h>

#define eth_zero_addr(address) poison_address(address)

struct card {
	u8 address[6];
	int users;
};

struct card *own_setter(int users)
{
	struct card *card;

	card = kmalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return NULL;
	card->users = users;
	eth_zero_addr(card->address);
	return card;
}
