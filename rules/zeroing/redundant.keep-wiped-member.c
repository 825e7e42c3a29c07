/* refused: lives-on */
/* The same for what a member holds. */
#include <linux/slab.h>
#include <linux/dma-mapping.h>
#include <linux/string.h>

struct context {
	void *content;
	dma_addr_t bus;
	int mode;
};

int wiped_member(struct device *dev, struct context *context)
{
	context->content = dma_alloc_coherent(dev, 128, &context->bus, GFP_ATOMIC);
	if (!context->content)
		return -ENOMEM;
	if (context_start(context->mode))
		goto out;
	return 0;
out:
	memset(context->content, 0, 128);
	dma_free_coherent(dev, 128, context->content, context->bus);
	context->content = NULL;
	return -EIO;
}
