/* f2fs counts and injects faults in wrappers of its own. */
#include "f2fs.h"

static int f2fs_build(struct f2fs_sb_info *sbi, unsigned int segments)
{
	size_t size = f2fs_bitmap_size(segments);
	struct victim_map *map;
	unsigned long *bits;

	map = f2fs_kzalloc(sbi, sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;

	bits = f2fs_kvzalloc(sbi, size, GFP_KERNEL);
	if (!bits) {
		kfree(map);
		return -ENOMEM;
	}
	map->bits = bits;
	sbi->victims = map;
	return 0;
}
