/* ACPICA's wrappers. */
#include <acpi/acpi.h>

acpi_status acpi_buffer(struct acpi_buffer *buffer, acpi_size size)
{
	buffer->pointer = ACPI_ALLOCATE_ZEROED(size);
	if (!buffer->pointer)
		return AE_NO_MEMORY;
	buffer->length = size;
	return AE_OK;
}

void *acpi_element(acpi_size size)
{
	void *element;

	element = acpi_os_allocate_zeroed(size);
	if (!element)
		return NULL;
	return element;
}
