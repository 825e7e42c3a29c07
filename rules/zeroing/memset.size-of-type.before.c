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

	info = kmalloc(sizeof(struct device_info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(*info));
	return info;
}

struct device_info *type_star_no_parentheses(void)
{
	struct device_info *info;

	info = kmalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof *info);
	return info;
}

struct device_info *type_name(void)
{
	struct device_info *info;

	info = kmalloc(sizeof *info, GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof (struct device_info));
	return info;
}

struct device_info *type_element(void)
{
	struct device_info *info;

	info = kmalloc(sizeof(info[0]), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(*info));
	return info;
}

PHEADER type_pointer_typedef(void)
{
	PHEADER header;

	header = kmalloc(sizeof(HEADER), GFP_ATOMIC);
	if (!header)
		return NULL;
	memset(header, 0, sizeof(*header));
	return header;
}

struct device_info *type_other_variable(struct device_info *old)
{
	struct device_info *info;

	info = kmalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, sizeof(*old));
	return info;
}

struct device_info *type_one(void)
{
	struct device_info *info;

	info = kmalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return NULL;
	memset(info, 0, 1 * sizeof(*info));
	return info;
}

int type_pointers(struct device_info ***table)
{
	struct device_info **list;

	list = kmalloc(sizeof(struct device_info *) * 16, GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	memset(list, 0, 16 * sizeof(*list));
	*table = list;
	return 0;
}

void *type_bytes(size_t length)
{
	u8 *bytes;

	bytes = kmalloc(length * sizeof(u8), GFP_KERNEL);
	if (!bytes)
		return NULL;
	memset(bytes, 0, length);
	return bytes;
}

u32 *type_words(int nr)
{
	u32 *words;

	words = kmalloc(nr * sizeof(u32), GFP_KERNEL);
	if (!words)
		return NULL;
	memset(words, 0, nr * 4);
	return words;
}
