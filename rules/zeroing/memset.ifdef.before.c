/* #ifdef in between, and around, that has nothing to do with it. */
#include <linux/slab.h>
#include <linux/string.h>

struct host {
	int irq;
	int dma;
	void *regs;
};

struct host *ifdef_between(struct platform_device *pdev)
{
	struct host *host;

	host = kmalloc(sizeof(*host), GFP_KERNEL);
#ifdef CONFIG_HOST_DEBUG
	printk(KERN_DEBUG "host: %p\n", host);
#endif
	if (!host)
		return NULL;
	memset(host, 0, sizeof(*host));
	return host;
}

struct host *ifdef_arms(struct platform_device *pdev)
{
	struct host *host;
	int irq;

	host = kmalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return NULL;
#ifdef CONFIG_PCI
	irq = 5;
#else
	irq = 7;
#endif
	memset(host, 0, sizeof(*host));
	host->irq = irq;
	return host;
}

struct host *ifdef_flags(void)
{
	struct host *host;

	host = kmalloc(sizeof(*host),
#ifdef CONFIG_ISA
		       GFP_DMA |
#endif
		       GFP_KERNEL);
	if (!host)
		return NULL;
	memset(host, 0, sizeof(*host));
	return host;
}

#ifdef CONFIG_PM
struct host *ifdef_around(void)
{
	struct host *host;

	host = kmalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return NULL;
	memset(host, 0, sizeof(*host));
	return host;
}
#endif

struct host *ifdef_dead(struct platform_device *pdev)
{
	struct host *host;

	host = kmalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return NULL;
#if 0
	host->dma = pdev->dma;	/* not yet */
	host_setup(host);
#endif
	memset(host, 0, sizeof(*host));
	return host;
}

struct host *ifdef_split_braces(struct platform_device *pdev)
{
	struct host *host;

#ifdef CONFIG_HOST_SLOTS
	if (pdev->id >= 0) {
#else
	{
#endif
		host = kmalloc(sizeof(*host), GFP_KERNEL);
		if (!host)
			return NULL;
		memset(host, 0, sizeof(*host));
		return host;
	}
	return NULL;
}

struct host *ifdef_both(void)
{
	struct host *host;

#ifdef CONFIG_HOST_ATOMIC
	host = kmalloc(sizeof(*host), GFP_ATOMIC);
#else
	host = kmalloc(sizeof(*host), GFP_KERNEL);
#endif
	if (!host)
		return NULL;
	memset(host, 0, sizeof(*host));
	return host;
}
