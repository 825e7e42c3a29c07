/* refused: by-member */
/* The head is cleared, the large array behind it is not: that was a choice. */
#include <linux/slab.h>
#include <linux/string.h>

struct transfer {
	int state;
	int error;
	int pending;
	void *pages[64];
};

struct transfer *head_offset(void)
{
	struct transfer *transfer;

	transfer = kmalloc(sizeof(*transfer), GFP_KERNEL);
	if (!transfer)
		return NULL;
	memset(transfer, 0, offsetof(struct transfer, pages));
	transfer->state = 0;
	transfer->pending = 0;
	return transfer;
}
