/* Calls that say no more than zero. */
#include <linux/slab.h>
#include <linux/bitmap.h>
#include <linux/etherdevice.h>

#define PINS 128

struct cpumask {
	unsigned long bits[4];
};

struct bank {
	unsigned long used[4];
	struct cpumask cpus;
	u8 address[6];
	int first;
};

struct bank *setters_bitmap(int first)
{
	struct bank *bank;

	bank = kzalloc(sizeof(*bank), GFP_KERNEL);
	if (!bank)
		return NULL;
	bank->first = first;
	return bank;
}
