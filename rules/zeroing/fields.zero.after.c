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

	slot = kzalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return NULL;
	slot->order = order;
	return slot;
}

struct slot *zero_spellings(enum state state)
{
	struct slot *slot;

	slot = kzalloc(sizeof(*slot), GFP_KERNEL);
	if (!slot)
		return NULL;
	slot->state = state;
	return slot;
}
