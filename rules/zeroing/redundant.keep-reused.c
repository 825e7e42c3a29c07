/* refused: only-source */
/* Memory that was there before is cleared too. */
#include <linux/slab.h>
#include <linux/string.h>

struct scratch {
	u8 *buffer;
	size_t size;
};

int reused_cache(struct scratch *scratch)
{
	if (!scratch->buffer) {
		scratch->buffer = kzalloc(scratch->size, GFP_KERNEL);
		if (!scratch->buffer)
			return -ENOMEM;
	}
	memset(scratch->buffer, 0, scratch->size);
	return scratch_fill(scratch);
}

int reused_loop(struct scratch *scratch, int turns)
{
	u8 *memory = kzalloc(64, GFP_KERNEL);

	if (!memory)
		return -ENOMEM;
	while (turns--) {
		memset(memory, 0, 64);
		scratch_use(scratch, memory);
	}
	kfree(memory);
	return 0;
}

int reused_label(struct device *dev, struct command *command)
{
	dma_addr_t bus;
	void *page;
	int err;

	page = dma_alloc_coherent(dev, 256, &bus, GFP_KERNEL);
	if (!page)
		return -ENOMEM;
again:
	memset(page, 0, 256);
	command->address = bus;
	err = command_run(dev, command);
	if (err == -EAGAIN)
		goto again;
	dma_free_coherent(dev, 256, page, bus);
	return err;
}
