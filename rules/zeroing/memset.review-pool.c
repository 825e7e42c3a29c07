/* review: whole-object */
/* Nothing here shows how large the pool's blocks are, or what type is meant. */
#include <linux/dmapool.h>
#include <linux/slab.h>
#include <linux/string.h>

struct td {
	__le32 word[4];
};

struct td *pool_elsewhere(struct dma_pool *td_elsewhere_pool, dma_addr_t *dma)
{
	struct td *td = dma_pool_alloc(td_elsewhere_pool, GFP_KERNEL, dma);

	if (!td)
		return NULL;
	memset(td, 0, sizeof(*td));
	return td;
}

int type_elsewhere(struct opaque_controller *controller)
{
	controller->td = kmalloc(sizeof(struct td), GFP_KERNEL);
	if (!controller->td)
		return -ENOMEM;
	memset(controller->td, 0, sizeof(*controller->td));
	return 0;
}
