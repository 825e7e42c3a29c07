/* refused: unchanged */
/* The size is another one by the time of the clearing. */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

struct ring {
	int size;
	int used;
	char *data;
};

struct chunk {
	dma_addr_t dma;
	void *desc;
	char *map;
};

char *changes_assigned(const char *from, size_t length)
{
	char *text;

	text = kmalloc(length, GFP_KERNEL);
	if (!text)
		return NULL;
	length = strnlen(from, length);
	memset(text, 0, length);
	return text;
}

char *changes_added(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	size -= 8;
	memset(text, 0, size);
	return text;
}

char *changes_decrement(int size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (!text)
		return NULL;
	if (size--)
		cond_resched();
	memset(text, 0, size);
	return text;
}

int *changes_factor(int nr)
{
	int *table;

	table = kmalloc_array(nr, sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	nr = 16;
	memset(table, 0, nr * sizeof(*table));
	return table;
}

int changes_member(struct ring *ring)
{
	ring->data = kmalloc(ring->size, GFP_KERNEL);
	if (!ring->data)
		return -ENOMEM;
	ring->size = ring->used;
	memset(ring->data, 0, ring->size);
	return 0;
}

char *changes_get_user(int __user *from, int size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	if (get_user(size, from)) {
		kfree(text);
		return NULL;
	}
	memset(text, 0, size);
	return text;
}

char *changes_in_loop(int size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	while (size > 64)
		size /= 2;
	memset(text, 0, size);
	return text;
}

char *changes_on_one_path(int size, int small)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	if (small)
		size = 16;
	memset(text, 0, size);
	return text;
}

int changes_handle(struct device *dev, struct chunk *chunk)
{
	chunk->map = kmalloc(chunk->dma, GFP_KERNEL);
	if (!chunk->map)
		return -ENOMEM;
	chunk->desc = dma_alloc_coherent(dev, 64, &chunk->dma, GFP_KERNEL);
	memset(chunk->map, 0, chunk->dma);
	return 0;
}
