/* refused: untouched */
/* Names that sound like prints: these take the object to fill it, or to keep it. */
#include <linux/slab.h>
#include <linux/string.h>

struct unit {
	u32 count;
};

struct unit *prints_before_format(void)
{
	struct unit *unit = kmalloc(sizeof(*unit), GFP_KERNEL);

	if (!unit)
		return NULL;
	get_unit_info(unit, "eth0");
	memset(unit, 0, sizeof(*unit));
	return unit;
}

struct unit *prints_without_directive(void)
{
	struct unit *unit = kmalloc(sizeof(*unit), GFP_KERNEL);

	if (!unit)
		return NULL;
	parse_msg("count=3", unit);
	memset(unit, 0, sizeof(*unit));
	return unit;
}

struct unit *prints_debugfs(struct dentry *parent)
{
	struct unit *unit = kmalloc(sizeof(*unit), GFP_KERNEL);

	if (!unit)
		return NULL;
	debugfs_create_u32("count", 0644, parent, &unit->count);
	memset(unit, 0, sizeof(*unit));
	return unit;
}
