/* Memory from before there is an allocator. */
#include <linux/memblock.h>
#include <linux/string.h>

void __init *early_alloc(phys_addr_t size)
{
	void *memory;

	memory = memblock_alloc_raw(size, SMP_CACHE_BYTES);
	if (!memory)
		panic("%s: Failed to allocate %llu bytes\n", __func__, (u64)size);
	memset(memory, 0, size);
	return memory;
}

static void __init *early_alloc_on_node(unsigned long size, int nid)
{
	void *memory = memblock_alloc_try_nid_raw(size, PAGE_SIZE, 0,
						  MEMBLOCK_ALLOC_ACCESSIBLE, nid);

	if (memory)
		memset(memory, 0, size);
	return memory;
}
