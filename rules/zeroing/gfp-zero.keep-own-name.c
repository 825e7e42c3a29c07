/* refused: has-twin */
/* What these names mean here is not what they mean in the kernel. */
#include "shim.h"

#define kmalloc(size, flags) shim_alloc(size, (flags) & SHIM_MASK)

void *shim_new(size_t size)
{
	return kmalloc(size, GFP_KERNEL | __GFP_ZERO);
}

int shim_fill(struct shim *shim)
{
	shim->data = kmalloc(shim->size, __GFP_ZERO | GFP_ATOMIC);
	return shim->data ? 0 : -ENOMEM;
}
