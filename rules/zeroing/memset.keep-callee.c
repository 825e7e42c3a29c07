/* refused: untouched */
/* A callee gets the object first, and may write it or keep it. */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

struct client {
	int id;
	struct list_head node;
	spinlock_t lock;
};

struct client *callee_setup(int id)
{
	struct client *client;

	client = kmalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return NULL;
	client_setup(client, id);
	memset(client, 0, sizeof(*client));
	return client;
}

struct client *callee_published(struct list_head *clients)
{
	struct client *client;

	client = kmalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return NULL;
	list_add_tail(&client->node, clients);
	memset(client, 0, sizeof(*client));
	return client;
}

void *callee_copy_from_user(const void __user *from, size_t size)
{
	void *memory = kmalloc(size, GFP_KERNEL);
	size_t left;

	if (!memory)
		return ERR_PTR(-ENOMEM);
	left = copy_from_user(memory, from, size);
	memset(memory, 0, size);
	return left ? ERR_PTR(-EFAULT) : memory;
}

void *callee_dma(struct device *dev, size_t size, dma_addr_t *dma)
{
	void *memory = kmalloc(size, GFP_KERNEL | GFP_DMA);

	if (!memory)
		return NULL;
	*dma = dma_map_single(dev, memory, size, DMA_FROM_DEVICE);
	memset(memory, 0, size);
	return memory;
}

struct client *callee_lock(void)
{
	struct client *client = kmalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return NULL;
	spin_lock_init(&client->lock);
	memset(client, 0, sizeof(*client));
	return client;
}

struct client *callee_inside(int id)
{
	struct client *client = kmalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return NULL;
	ida_store(&client->id, id);
	memset(client, 0, sizeof(*client));
	return client;
}
