/* refused: whole-object */
/* Only the head is cleared, on purpose: the rest is large, or is about to be written. */
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/string.h>

struct dio_like {
	int rw;
	struct page *head;
	struct page *pages[64];
};

struct record {
	u32 length;
	u8 text[];
};

struct dio_like *header_offsetof(void)
{
	struct dio_like *dio;

	dio = kmalloc(sizeof(*dio), GFP_KERNEL);
	if (!dio)
		return NULL;
	/* the page array is large: clearing it costs time */
	memset(dio, 0, offsetof(struct dio_like, pages));
	return dio;
}

struct record *header_with_tail(size_t length)
{
	struct record *record;

	record = kmalloc(sizeof(*record) + length, GFP_KERNEL);
	if (!record)
		return NULL;
	memset(record, 0, sizeof(*record));
	record->length = length;
	return record;
}

struct record *header_struct_size(size_t length)
{
	struct record *record;

	record = kmalloc(struct_size(record, text, length), GFP_KERNEL);
	if (!record)
		return NULL;
	memset(record, 0, sizeof(*record));
	return record;
}

struct dio_like *header_offset_of_member(void)
{
	struct dio_like *dio = vmalloc(sizeof(*dio));

	if (dio)
		memset(dio, 0, offsetof(struct dio_like, head) + sizeof(dio->head));
	return dio;
}
