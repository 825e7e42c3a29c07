/* Other members are set up between the allocation and the stores. */
#include <linux/slab.h>
#include <linux/string.h>

struct list_head {
	struct list_head *next, *prev;
};

struct timer_list {
	struct list_head entry;
	unsigned long expires;
	void (*function)(struct timer_list *);
};

struct kref {
	int refcount;
};

struct raw_spinlock {
	int slock;
};

typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

struct session {
	struct kref kref;
	spinlock_t lock;
	struct list_head list;
	struct timer_list timer;
	char name[16];
	void *self;
	u64 sent;
	u64 received;
	int error;
};

struct session *between_set_up(const char *name)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	kref_init(&session->kref);
	spin_lock_init(&session->lock);
	INIT_LIST_HEAD(&session->list);
	timer_setup(&session->timer, session_expired, 0);
	strscpy(session->name, name, sizeof(session->name));
	return session;
}

struct session *between_self(void)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	session->self = session;
	session->error = -1;
	return session;
}

struct session *between_printed(int number)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	snprintf(session->name, sizeof(session->name), "session %d", number);
	pr_debug("session %s at %p\n", session->name, session);
	return session;
}

struct session *between_number(void)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	session->error = (u32)((ulong)session & 0xffff);
	return session;
}
