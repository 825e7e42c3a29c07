/* refused: has-twin */
/* Allocators that must not, or cannot, be asked for zeroed memory. */
#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>
#include <net/sock.h>

struct io {
	int state;
};

/* elements come back used: kernel commit bba78819548 took the zeroing out again */
struct io *twin_mempool(mempool_t *pool)
{
	struct io *io;

	io = mempool_alloc(pool, GFP_NOIO);
	if (!io)
		return NULL;
	memset(io, 0, sizeof(*io));
	return io;
}

void *twin_krealloc(void *old, size_t size)
{
	void *memory;

	memory = krealloc(old, size, GFP_KERNEL);
	if (!memory)
		return NULL;
	memset(memory, 0, size);
	return memory;
}

void *twin_krealloc_array(void *old, size_t nr)
{
	u32 *words = krealloc_array(old, nr, sizeof(u32), GFP_KERNEL);

	if (!words)
		return NULL;
	memset(words, 0, nr * sizeof(u32));
	return words;
}

void *twin_socket(struct sock *sk, int size)
{
	void *options;

	options = sock_kmalloc(sk, size, GFP_KERNEL);
	if (!options)
		return NULL;
	memset(options, 0, size);
	return options;
}

void *twin_usb(struct usb_device *udev, size_t size, dma_addr_t *dma)
{
	void *memory = usb_alloc_coherent(udev, size, GFP_KERNEL, dma);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

struct io *twin_cache_node(struct kmem_cache *cachep, int node)
{
	struct io *io = kmem_cache_alloc_node(cachep, GFP_KERNEL, node);

	if (io)
		memset(io, 0, sizeof(*io));
	return io;
}

void *twin_pages_exact(size_t size)
{
	void *memory = alloc_pages_exact(size, GFP_KERNEL);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

void *twin_vmalloc_32(unsigned long size)
{
	void *memory;

	memory = vmalloc_32(size);
	if (memory)
		memset(memory, 0, size);
	return memory;
}

void *twin_caller(size_t size, gfp_t flags)
{
	void *memory = kmalloc_track_caller(size, flags);

	if (memory)
		memset(memory, 0, size);
	return memory;
}
