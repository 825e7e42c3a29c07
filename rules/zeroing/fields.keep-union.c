/* refused: untouched */
/* A member of a union has the bytes of the others. */
#include <linux/slab.h>

struct value {
	union {
		u64 number;
		struct {
			u32 low;
			u32 high;
		};
		unsigned int flag : 1;
	};
	union {
		void *pointer;
		long word;
	} other;
};

struct value *union_anonymous(u64 number)
{
	struct value *value;

	value = kmalloc(sizeof(*value), GFP_KERNEL);
	if (!value)
		return NULL;
	value->number = number;
	value->low = 0;
	value->high = 0;
	return value;
}

struct value *union_bits(u64 number)
{
	struct value *value;

	value = kmalloc(sizeof(*value), GFP_KERNEL);
	if (!value)
		return NULL;
	value->number = number;
	value->flag = 0;
	value->high = 0;
	return value;
}

struct value *union_named(void *pointer)
{
	struct value *value;

	value = kmalloc(sizeof(*value), GFP_KERNEL);
	if (!value)
		return NULL;
	value->other.pointer = pointer;
	memset(&value->other.word, 0, sizeof(value->other.word));
	return value;
}
