/* review: untouched */
/* A callee gets the address of the pointer: it may keep, fill or replace the object. */
#include <linux/slab.h>
#include <linux/string.h>

struct key {
	u8 bytes[16];
};

int address_of_member(struct key **keys, struct vault *vault)
{
	struct key *key = kmalloc(sizeof(*key), GFP_KERNEL);

	if (!key)
		return -ENOMEM;
	*keys = key;
	vault_lock(vault, keys);
	memset(key, 0, sizeof(*key));
	return 0;
}

int address_of_array(struct vault *vault)
{
	struct key *keys[2];

	keys[0] = kmalloc(sizeof(struct key), GFP_KERNEL);
	if (!keys[0])
		return -ENOMEM;
	vault_show(vault, keys);
	memset(keys[0], 0, sizeof(struct key));
	return vault_add(vault, keys[0]);
}
