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

	if (!(chip = kmalloc(sizeof(*chip), GFP_KERNEL)))
		return -ENOMEM;
	memset(chip, 0, sizeof(*chip));
	*rchip = chip;
	return 0;
}

static int condition_null(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kmalloc(sizeof(*chip), GFP_KERNEL)) == NULL)
		return -ENOMEM;
	memset(chip, 0, sizeof(*chip));
	*rchip = chip;
	return 0;
}

static int condition_null_first(struct chip **rchip)
{
	struct chip *chip;

	if (NULL == (chip = kmalloc(sizeof(*chip), GFP_KERNEL))) {
		printk(KERN_ERR "chip: no memory\n");
		return -ENOMEM;
	}
	memset(chip, 0, sizeof(*chip));
	*rchip = chip;
	return 0;
}

static int condition_unlikely(struct chip **rchip)
{
	struct chip *chip;

	if (unlikely(!(chip = kmalloc(sizeof(*chip), GFP_KERNEL))))
		return -ENOMEM;
	memset(chip, 0, sizeof(*chip));
	*rchip = chip;
	return 0;
}

static int condition_cast(struct chip **rchip)
{
	struct chip *chip;

	if (!(chip = (struct chip *)kmalloc(sizeof(struct chip), GFP_KERNEL)))
		goto fail;
	memset(chip, 0, sizeof(struct chip));
	*rchip = chip;
	return 0;
fail:
	return -ENOMEM;
}

static int condition_lines(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kmalloc(sizeof(struct chip),
			    GFP_KERNEL)) == NULL)
		return -ENOMEM;
	memset(chip, 0, sizeof(struct chip));
	*rchip = chip;
	return 0;
}

static int condition_success(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kmalloc(sizeof(*chip), GFP_KERNEL))) {
		memset(chip, 0, sizeof(*chip));
		*rchip = chip;
		return 0;
	}
	return -ENOMEM;
}

static int condition_success_null(struct chip **rchip)
{
	struct chip *chip;

	if ((chip = kmalloc(sizeof(*chip), GFP_KERNEL)) != NULL) {
		memset(chip, 0, sizeof(*chip));
		chip->irq = -1;
		*rchip = chip;
	}
	return chip ? 0 : -ENOMEM;
}

static int condition_second(struct chip **rchip, int index)
{
	struct chip *chip;

	if (index < 0 || !(chip = kmalloc(sizeof(*chip), GFP_KERNEL)))
		return -EINVAL;
	memset(chip, 0, sizeof(*chip));
	*rchip = chip;
	return 0;
}
