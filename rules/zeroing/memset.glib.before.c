/* GLib: most of its allocators never fail, some take a type. */
#include <glib.h>
#include <string.h>

typedef struct {
	int refs;
	char *name;
} Widget;

gpointer glib_bytes(gsize size)
{
	gpointer memory;

	memory = g_malloc(size);
	memset(memory, 0, size);
	return memory;
}

gpointer glib_try(gsize nr, gsize size)
{
	gpointer memory = g_try_malloc_n(nr, size);

	if (memory == NULL)
		return NULL;
	memset(memory, 0, nr * size);
	return memory;
}
