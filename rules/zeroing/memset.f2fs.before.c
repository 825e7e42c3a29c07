/* f2fs counts and injects faults in wrappers of its own. */
#include "f2fs.h"

static int f2fs_build(struct f2fs_sb_info *sbi, unsigned int segments)
{
	size_t size = f2fs_bitmap_size(segments);
	struct victim_map *map;
	unsigned long *bits;

	map = f2fs_kmalloc(sbi, sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	memset(map, 0, sizeof(*map));

	bits = f2fs_kvmalloc(sbi, size, GFP_KERNEL);
	if (!bits) {
		kfree(map);
		return -ENOMEM;
	}
	memset(bits, 0, size);
	map->bits = bits;
	sbi->victims = map;
	return 0;
}
