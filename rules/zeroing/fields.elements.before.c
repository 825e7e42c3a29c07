#include <linux/slab.h>

#define NR_SLOTS 8

struct fan {
	int speed;
	int spare;
};

struct rack {
	int height;
	void *slots[NR_SLOTS];
	u16 watts[NR_SLOTS];
	struct fan fans[2];
};

/* Loops that do nothing else, with and without braces; the counter gets another value before it is read again. */
struct rack *rack_alloc(int height)
{
	struct rack *rack;
	int i;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;

	rack->height = height;
	for (i = 0; i < NR_SLOTS; i++)
		rack->slots[i] = NULL;
	for (i = 0; i < ARRAY_SIZE(rack->watts); i++) {
		rack->watts[i] = 0;
	}

	for (i = 0; i < 2; i++)
		rack_count(i);
	return rack;
}

/* One loop clears a member, so it is worth it alone. */
struct rack *rack_empty(void)
{
	struct rack *rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	unsigned int i = 0;

	if (!rack)
		return NULL;
	while (i < 2)
		rack_count(i++);
	for (i = 0; i < NR_SLOTS; i++)
		rack->slots[i] = 0;
	rack->height = 42;
	return rack;
}

/* A loop that does more keeps what it does. */
struct rack *rack_cool(int speed)
{
	struct rack *rack;
	int i;

	rack = kmalloc(sizeof(*rack), GFP_KERNEL);
	if (!rack)
		return NULL;
	for (i = 0; i < 2; i++) {
		rack->fans[i].speed = speed;
		rack->fans[i].spare = 0;
	}
	rack->height = 0;
	return rack;
}
