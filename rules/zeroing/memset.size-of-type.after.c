/* One type, many ways to take its size. */
#include <linux/slab.h>
#include <linux/string.h>

struct device_info {
	int id;
	char name[16];
};

typedef struct device_info device_info_t;
typedef struct _HEADER {
	u32 magic;
	u32 length;
} HEADER, *PHEADER;

struct device_info *type_star(void)
{
	struct device_info *info;

	info = kzalloc(sizeof(struct device_info), GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

struct device_info *type_star_no_parentheses(void)
{
	struct device_info *info;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

struct device_info *type_name(void)
{
	struct device_info *info;

	info = kzalloc(sizeof *info, GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

struct device_info *type_element(void)
{
	struct device_info *info;

	info = kzalloc(sizeof(info[0]), GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

PHEADER type_pointer_typedef(void)
{
	PHEADER header;

	header = kzalloc(sizeof(HEADER), GFP_ATOMIC);
	if (!header)
		return NULL;
	return header;
}

struct device_info *type_other_variable(struct device_info *old)
{
	struct device_info *info;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

struct device_info *type_one(void)
{
	struct device_info *info;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	return info;
}

int type_pointers(struct device_info ***table)
{
	struct device_info **list;

	list = kzalloc(sizeof(struct device_info *) * 16, GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	*table = list;
	return 0;
}

void *type_bytes(size_t length)
{
	u8 *bytes;

	bytes = kzalloc(length * sizeof(u8), GFP_KERNEL);
	if (!bytes)
		return NULL;
	return bytes;
}

u32 *type_words(int nr)
{
	u32 *words;

	words = kzalloc(nr * sizeof(u32), GFP_KERNEL);
	if (!words)
		return NULL;
	return words;
}
