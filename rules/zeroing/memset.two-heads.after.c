/* One body with a head in each arm. */
#include <linux/slab.h>
#include <linux/string.h>

#ifdef MODULE
int heads_module(struct table **out)
#else
int heads_builtin(struct table **out)
#endif
{
	int *slots = kzalloc(64, GFP_KERNEL);

	if (!slots)
		return -ENOMEM;
	if (*out)
		table_free(*out);
	else
		table_count++;
	*out = table_of(slots);
	return 0;
}
