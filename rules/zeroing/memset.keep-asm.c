/* refused: untouched */
/* Inline assembly gets the address. */
#include <linux/slab.h>
#include <linux/string.h>

struct context {
	u64 regs[16];
};

struct context *asm_store(void)
{
	struct context *context;

	context = kmalloc(sizeof(*context), GFP_KERNEL);
	if (!context)
		return NULL;
	asm volatile("fxsave (%0)" : : "r" (context) : "memory");
	memset(context, 0, sizeof(*context));
	return context;
}

struct context *asm_memory(void)
{
	struct context *context = kmalloc(sizeof(*context), GFP_KERNEL);

	if (!context)
		return NULL;
	asm("stmia %0, {r0 - r15}" : : "r" (context->regs));
	memset(context, 0, sizeof(*context));
	return context;
}
