/* refused: every-path */
/* A path returns the object without clearing it: whoever asks for that fills it. */
#include <linux/slab.h>
#include <linux/string.h>

struct sample {
	u16 left, right;
};

struct sample *returned_raw(int raw)
{
	struct sample *sample;

	sample = kmalloc(sizeof(*sample), GFP_KERNEL);
	if (!sample || raw)
		return sample;
	memset(sample, 0, sizeof(*sample));
	return sample;
}

struct sample *returned_by_label(int raw)
{
	struct sample *sample = kmalloc(sizeof(*sample), GFP_KERNEL);

	if (!sample)
		return NULL;
	if (raw)
		goto out;
	memset(sample, 0, sizeof(*sample));
out:
	return sample;
}

int returned_ifdef(struct sample **out)
{
	struct sample *sample;

	sample = kmalloc(sizeof(*sample), GFP_KERNEL);
	if (!sample)
		return -ENOMEM;
#ifdef CONFIG_SAMPLE_CLEAR
	memset(sample, 0, sizeof(*sample));
#endif
	return sample_use(out, sample);
}
