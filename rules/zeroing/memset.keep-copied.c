/* refused: policy */
/* as: drivers/acpi/acpica/dbnames.c */
#include "acpi.h"

struct name_list {
	int count;
};

/* Copied in from another project, which is where it is changed. */
struct name_list *new_list(void)
{
	struct name_list *list;

	list = ACPI_ALLOCATE(sizeof(struct name_list));
	if (!list)
		return NULL;
	memset(list, 0, sizeof(struct name_list));
	return list;
}
