/* Statements, calls and prints in between that cannot touch the memory. */
#include <linux/slab.h>
#include <linux/string.h>

struct session {
	int id;
	u32 flags;
	struct list_head list;
};

struct server {
	int next_id;
	u32 flags;
	struct mutex lock;
};

struct session *between_statements(struct server *server, int nr)
{
	struct session *session;
	int i, sum = 0;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	for (i = 0; i < nr; i++)
		sum += i;
	server->next_id++;
	if (sum > 100)
		sum = 100;
	memset(session, 0, sizeof(*session));
	session->id = sum;
	return session;
}

struct session *between_prints(struct server *server)
{
	struct session *session;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	pr_debug("session %d at %p\n", server->next_id, session);
	if (!session)
		return NULL;
	printk(KERN_DEBUG "server: new session\n");
	memset(session, 0, sizeof(*session));
	return session;
}

struct session *between_calls(struct server *server, const char *name)
{
	struct session *session;
	size_t length;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	length = strlen(name);
	if (length > 31 || server_is_full(server)) {
		kfree(session);
		return ERR_PTR(-EINVAL);
	}
	server_wake(server);
	memset(session, 0, sizeof(*session));
	session->id = length;
	return session;
}

struct session *between_locks(struct server *server)
{
	struct session *session;
	int id;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	mutex_lock(&server->lock);
	id = server->next_id++;
	mutex_unlock(&server->lock);
	memset(session, 0, sizeof(*session));
	session->id = id;
	return session;
}

struct session *between_another_object(struct session *old)
{
	struct session *session;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return NULL;
	old->flags |= 1;
	memcpy(&old->list, old, 4);
	list_del(&old->list);
	memset(session, 0, sizeof(*session));
	return session;
}

int between_errors(struct server *server, struct session **out)
{
	struct session *session;
	int err;

	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return -ENOMEM;
	err = server_start(server);
	if (err) {
		kfree(session);
		return err;
	}
	switch (server->flags) {
	case 0:
		err = -ENODEV;
		break;
	case 1:
		err = -EBUSY;
		break;
	default:
		memset(session, 0, sizeof(*session));
		*out = session;
		return 0;
	}
	kfree(session);
	return err;
}
