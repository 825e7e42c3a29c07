/* Allocated inside the check. */
#include <linux/slab.h>
#include <linux/string.h>

struct chip {
	int irq;
	unsigned long port;
};

static int condition_not(struct chip **rchip)
{
	struct chip *chip;

	if (!(chip = kzalloc(sizeof(*chip), GFP_KERNEL)))
		return -ENOMEM;
	*rchip = chip;
	return 0;
}

static int condition_null(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kzalloc(sizeof(*chip), GFP_KERNEL)) == NULL)
		return -ENOMEM;
	*rchip = chip;
	return 0;
}

static int condition_null_first(struct chip **rchip)
{
	struct chip *chip;

	if (NULL == (chip = kzalloc(sizeof(*chip), GFP_KERNEL))) {
		printk(KERN_ERR "chip: no memory\n");
		return -ENOMEM;
	}
	*rchip = chip;
	return 0;
}

static int condition_unlikely(struct chip **rchip)
{
	struct chip *chip;

	if (unlikely(!(chip = kzalloc(sizeof(*chip), GFP_KERNEL))))
		return -ENOMEM;
	*rchip = chip;
	return 0;
}

static int condition_cast(struct chip **rchip)
{
	struct chip *chip;

	if (!(chip = (struct chip *)kzalloc(sizeof(struct chip), GFP_KERNEL)))
		goto fail;
	*rchip = chip;
	return 0;
fail:
	return -ENOMEM;
}

static int condition_lines(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kzalloc(sizeof(struct chip),
			    GFP_KERNEL)) == NULL)
		return -ENOMEM;
	*rchip = chip;
	return 0;
}

static int condition_success(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kzalloc(sizeof(*chip), GFP_KERNEL))) {
		*rchip = chip;
		return 0;
	}
	return -ENOMEM;
}

static int condition_success_null(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kzalloc(sizeof(*chip), GFP_KERNEL)) != NULL) {
		chip->irq = -1;
		*rchip = chip;
	}
	return chip ? 0 : -ENOMEM;
}

static int condition_second(struct chip **rchip, int index)
{
	struct chip *chip;

	if (index < 0 || !(chip = kzalloc(sizeof(*chip), GFP_KERNEL)))
		return -EINVAL;
	*rchip = chip;
	return 0;
}
