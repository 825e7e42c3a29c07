/* What drivers do when there is no memory: print, undo, leave. */
#include <linux/slab.h>
#include <linux/string.h>

#define DRV_NAME	"ring"

struct ring {
	unsigned int head, tail;
	u32 *slots;
};

static int fail_print(struct device *dev, struct ring **out)
{
	struct ring *ring;

	ring = kmalloc(sizeof(struct ring), GFP_KERNEL);
	if (!ring) {
		dev_err(dev, "no memory for a ring\n");
		return -ENOMEM;
	}
	memset(ring, 0, sizeof(struct ring));
	*out = ring;
	return 0;
}

static int fail_printk(struct ring **out)
{
	struct ring *ring;

	ring = kmalloc(sizeof(struct ring), GFP_KERNEL);
	if (ring == NULL) {
		printk(KERN_ERR "%s: %s: out of memory\n",
		       DRV_NAME, __func__);
		return -ENOMEM;
	}
	memset(ring, 0, sizeof(struct ring));
	*out = ring;
	return 0;
}

static int fail_goto(struct pci_dev *pdev, struct ring **out)
{
	struct ring *ring;
	int err;

	err = pci_enable_device(pdev);
	if (err)
		return err;

	ring = kmalloc(sizeof(*ring), GFP_KERNEL);
	if (!ring) {
		err = -ENOMEM;
		goto out_disable;
	}
	memset(ring, 0, sizeof(*ring));

	err = ring_setup(pdev, ring);
	if (err)
		goto out_free;
	*out = ring;
	return 0;

out_free:
	kfree(ring);
out_disable:
	pci_disable_device(pdev);
	return err;
}

static int fail_free(struct ring *old, struct ring **out)
{
	struct ring *ring;
	int err = -ENOMEM;

	ring = kmalloc(sizeof(*ring), GFP_KERNEL);
	if (!ring) {
		kfree(old->slots);
		kfree(old);
		old = NULL;
		goto out;
	}
	memset(ring, 0, sizeof(*ring));
	*out = ring;
	err = 0;
out:
	return err;
}

static void fail_void(struct ring **out)
{
	struct ring *ring = NULL;

	if (!out)
		return;
	ring = kmalloc(sizeof(*ring), GFP_KERNEL);
	if (!ring)
		goto done;
	memset(ring, 0, sizeof(*ring));
	ring->head = 1;
	*out = ring;
done:
	return;
}

static int fail_loop(struct ring **rings, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		struct ring *ring;

		ring = kmalloc(sizeof(*ring), GFP_KERNEL);
		if (!ring)
			break;
		memset(ring, 0, sizeof(*ring));
		rings[i] = ring;
	}
	return i;
}

static int fail_statistics(struct net_device *dev, struct ring **out)
{
	struct ring *ring;

	ring = kmalloc(sizeof(*ring), GFP_ATOMIC);
	if (unlikely(!ring)) {
		dev->stats.rx_dropped++;
		if (net_ratelimit())
			printk(KERN_NOTICE "%s: low on memory\n", dev->name);
		return 1;
	}
	memset(ring, 0, sizeof(*ring));
	*out = ring;
	return 0;
}

static struct ring *fail_ternary(struct ring *spare)
{
	struct ring *ring;

	ring = kmalloc(sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return spare ? spare : ERR_PTR(-ENOMEM);
	memset(ring, 0, sizeof(*ring));
	return ring;
}
