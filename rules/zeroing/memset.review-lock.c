/* review: untouched */
/* Stored under a lock that is given up before the clearing: others may have written the object by then. */
#include <linux/slab.h>
#include <linux/string.h>

struct set {
	spinlock_t lock;
	struct member *member;
};

struct member {
	int state;
};

int lock_given_up(struct set *set)
{
	struct member *member;

	member = kmalloc(sizeof(*member), GFP_KERNEL);
	if (!member)
		return -ENOMEM;
	spin_lock(&set->lock);
	set->member = member;
	spin_unlock(&set->lock);
	memset(member, 0, sizeof(*member));
	return 0;
}

int lock_taken_since(struct set *set)
{
	struct member *member;

	member = kmalloc(sizeof(*member), GFP_KERNEL);
	if (!member)
		return -ENOMEM;
	set->member = member;
	spin_lock(&set->lock);
	memset(member, 0, sizeof(*member));
	spin_unlock(&set->lock);
	return 0;
}
