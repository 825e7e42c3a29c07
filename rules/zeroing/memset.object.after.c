/* kmalloc_obj() and its kin: a variable or a type instead of a size; flags are optional. */
#include <linux/slab.h>
#include <linux/string.h>

struct rule {
	int id;
};

struct rule *object_variable(void)
{
	struct rule *rule;

	rule = kzalloc_obj(*rule);
	if (!rule)
		return NULL;
	return rule;
}

struct rule *object_array(int nr)
{
	struct rule *rules;

	rules = kzalloc_objs(*rules, nr, GFP_KERNEL);
	if (!rules)
		return NULL;
	return rules;
}

struct rule *object_kv(int nr)
{
	struct rule *rules;

	rules = kvzalloc_objs(*rules, nr);
	if (!rules)
		return NULL;
	return rules;
}

struct rule *object_kv_one(void)
{
	struct rule *rule = kvzalloc_obj(*rule);

	return rule;
}
