/* A typedef of a structure that has a tag. */
#include <linux/slab.h>
#include <linux/string.h>

struct info {
	int id;
	char name[16];
};

typedef struct info info_t;

info_t *typedef_allocated(void)
{
	info_t *info;

	info = kmalloc(sizeof(info_t), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(struct info));
	return info;
}

info_t *typedef_cleared(void)
{
	info_t *info;

	info = kmalloc(sizeof(struct info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(info_t));
	return info;
}

info_t *typedef_declared(void)
{
	info_t *info;

	info = kmalloc(sizeof(struct info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(*info));
	return info;
}
