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

	rule = kmalloc_obj(struct rule, GFP_ATOMIC);
	if (!rule)
		return NULL;
	memset(rule, 0, sizeof(*rule));
	return rule;
}

struct rule *argument_objects(int nr)
{
	struct rule *rules = kmalloc_objs(struct rule, nr);

	if (!rules)
		return NULL;
	memset(rules, 0, array_size(nr, sizeof(struct rule)));
	return rules;
}

struct rule *argument_of_malloc(size_t nr)
{
	struct rule *rules = malloc(nr * sizeof(struct rule));

	if (!rules)
		abort();
	memset(rules, 0, nr * sizeof(struct rule));
	return rules;
}

Widget *argument_of_glib(guint nr)
{
	Widget *widgets;

	widgets = g_new(Widget, nr);
	memset(widgets, 0, sizeof(Widget) * nr);
	return widgets;
}

Widget *argument_of_slice(void)
{
	Widget *widget = g_slice_new(Widget);

	memset(widget, 0, sizeof(Widget));
	return widget;
}

Datum *argument_of_postgresql(int nbuckets)
{
	Datum	   *buckets;

	buckets = palloc_array(Datum, nbuckets);
	memset(buckets, 0, sizeof(Datum) * nbuckets);
	return buckets;
}

struct smb_request *argument_of_talloc(TALLOC_CTX *mem_ctx)
{
	struct smb_request *req;

	req = talloc(mem_ctx, struct smb_request);
	if (req == NULL)
		return NULL;
	memset(req, 0, sizeof(struct smb_request));
	return req;
}
