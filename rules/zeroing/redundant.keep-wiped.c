/* refused: lives-on */
/* A key is wiped before it is freed, also where nothing was written yet on the paths that are to be seen. */
#include <linux/slab.h>
#include <linux/string.h>

struct session {
	u8 *key;
	int state;
};

int wiped_key(struct session *session, size_t size)
{
	u8 *key;
	int err;

	key = kzalloc(size, GFP_KERNEL);
	if (!key)
		return -ENOMEM;
	err = session_open(session);
	if (err)
		goto out;
	session->key = key;
	return 0;
out:
	memset(key, 0, size);
	kfree(key);
	return err;
}
