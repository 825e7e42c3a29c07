/* Zero by other names: enumerators and macros, casts, characters. */
#include <linux/slab.h>

enum state {
	STATE_IDLE,
	STATE_BUSY,
};

#define SLOT_CLEAN 0
#define NO_OWNER ((struct task *)0)

struct task;

struct slot {
	enum state state;
	int flags;
	struct task *owner;
	char letter;
	u16 order;
};

struct slot *zero_names(u16 order)
{
	struct slot *slot;

	slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return NULL;
	slot->state = STATE_IDLE;
	slot->flags = SLOT_CLEAN;
	slot->owner = NO_OWNER;
	slot->order = order;
	return slot;
}

struct slot *zero_spellings(enum state state)
{
	struct slot *slot;

	slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return NULL;
	slot->letter = '\0';
	slot->order = (u16)0;
	slot->flags = 0UL;
	slot->state = state;
	return slot;
}
