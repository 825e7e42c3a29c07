/* ACPICA's wrappers. */
#include <acpi/acpi.h>

acpi_status acpi_buffer(struct acpi_buffer *buffer, acpi_size size)
{
	buffer->pointer = ACPI_ALLOCATE(size);
	if (!buffer->pointer)
		return AE_NO_MEMORY;
	memset(buffer->pointer, 0, size);
	buffer->length = size;
	return AE_OK;
}

void *acpi_element(acpi_size size)
{
	void *element;

	element = acpi_os_allocate(size);
	if (!element)
		return NULL;
	memset(element, 0, size);
	return element;
}
