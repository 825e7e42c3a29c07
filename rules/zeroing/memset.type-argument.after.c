/* Allocators that take a type. */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

struct rule {
	int id;
};

struct rule *argument_object(void)
{
	struct rule *rule;

	rule = kzalloc_obj(struct rule, GFP_ATOMIC);
	if (!rule)
		return NULL;
	return rule;
}

struct rule *argument_objects(int nr)
{
	struct rule *rules = kzalloc_objs(struct rule, nr);

	if (!rules)
		return NULL;
	return rules;
}

struct rule *argument_of_malloc(size_t nr)
{
	struct rule *rules = calloc(nr, sizeof(struct rule));

	if (!rules)
		abort();
	return rules;
}

Widget *argument_of_glib(guint nr)
{
	Widget *widgets;

	widgets = g_new0(Widget, nr);
	return widgets;
}

Widget *argument_of_slice(void)
{
	Widget *widget = g_slice_new0(Widget);

	return widget;
}

Datum *argument_of_postgresql(int nbuckets)
{
	Datum	   *buckets;

	buckets = palloc0_array(Datum, nbuckets);
	return buckets;
}

struct smb_request *argument_of_talloc(TALLOC_CTX *mem_ctx)
{
	struct smb_request *req;

	req = talloc_zero(mem_ctx, struct smb_request);
	if (req == NULL)
		return NULL;
	return req;
}
