/* refused: policy */
/* as: drivers/acpi/acpica/dbnames.c */
#include "acpi.h"

/* Copied in from another project, which is where it is changed. */
void *name_buffer(size_t size)
{
	return kmalloc(size, GFP_KERNEL | __GFP_ZERO);
}
