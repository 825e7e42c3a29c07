/* review: untouched */
/* The address stands where others find it, and a callee that nobody knows runs before the clearing. */
#include <linux/slab.h>
#include <linux/string.h>

struct card {
	struct private *private;
	struct mutex lock;
};

struct private {
	int users;
};

static struct private *shared_private;

int published_member(struct card *card)
{
	card->private = kmalloc(sizeof(*card->private), GFP_KERNEL);
	if (!card->private)
		return -ENOMEM;
	card_reset(card);
	memset(card->private, 0, sizeof(*card->private));
	return 0;
}

int published_global(void)
{
	shared_private = kmalloc(sizeof(*shared_private), GFP_KERNEL);
	if (!shared_private)
		return -ENOMEM;
	wake_users();
	memset(shared_private, 0, sizeof(*shared_private));
	return 0;
}

int published_driver_data(struct platform_device *pdev, int irq)
{
	struct private *private = kmalloc(sizeof(*private), GFP_KERNEL);
	int err;

	if (!private)
		return -ENOMEM;
	platform_set_drvdata(pdev, private);
	err = request_irq(irq, card_interrupt, 0, "card", pdev);
	memset(private, 0, sizeof(*private));
	return err;
}
