/* kmalloc_obj() and its kin: a variable or a type instead of a size; flags are optional. */
#include <linux/slab.h>
#include <linux/string.h>

struct rule {
	int id;
};

struct rule *object_variable(void)
{
	struct rule *rule;

	rule = kmalloc_obj(*rule);
	if (!rule)
		return NULL;
	memset(rule, 0, sizeof(*rule));
	return rule;
}

struct rule *object_array(int nr)
{
	struct rule *rules;

	rules = kmalloc_objs(*rules, nr, GFP_KERNEL);
	if (!rules)
		return NULL;
	memset(rules, 0, nr * sizeof(*rules));
	return rules;
}

struct rule *object_kv(int nr)
{
	struct rule *rules;

	rules = kvmalloc_objs(*rules, nr);
	if (!rules)
		return NULL;
	memset(rules, 0, sizeof(*rules) * nr);
	return rules;
}

struct rule *object_kv_one(void)
{
	struct rule *rule = kvmalloc_obj(*rule);

	if (rule)
		memset(rule, 0, sizeof(*rule));
	return rule;
}
