// SPDX-License-Identifier: GPL-2.0-only
/* Functions that are not there: each call is an event, its arguments are compared, and it returns what the seed says. */
#include <string.h>

#include "state.h"

static void log_value(const struct kz_value *value)
{
	kz_log_words(value->at, value->size);
}

/* What was given to a function that may keep it can be written by others from then on. */
static void give_away(void)
{
	for (int i = 0; i < kz.objects; i++)
		kz.object[i].escaped |= kz.object[i].seen;
}

void kz_argument(struct kz_value value)
{
	kz_any(value, kz_hash(kz.seed, ++kz.calls), 0);
}

void kz_result(struct kz_value value)
{
	kz_reach(1, &value, 1);
	give_away();
	kz_event('r');
	log_value(&value);
}

void kz_mark(unsigned int place)
{
	if (kz.running)
		kz.marks |= 1ull << place % 64;
}

static void free_arguments(int count, const struct kz_value *values)
{
	for (int i = 0; i < count; i++) {
		unsigned long at = 0;
		struct object *object;

		if (values[i].size == sizeof(at))
			memcpy(&at, values[i].at, sizeof(at));
		object = kz_object(at);
		if (object && object->at == at)
			object->live = 0;
	}
}

void kz_stub(const char *name, unsigned int flags, int count, struct kz_value *values, struct kz_value *result)
{
	uint64_t choice = kz_hash(kz.seed, ++kz.calls);

	kz_event('c');
	kz_log_text(name);
	for (int i = 0; i < count && !(flags & KZ_UNTYPED); i++)
		log_value(&values[i]);
	if (flags & KZ_ENDS)
		kz_leave(ENDED);
	if (flags & (KZ_READS | KZ_WRITES | KZ_OTHERS | KZ_KEEPS))
		kz_reach(count, values, flags & (KZ_READS | KZ_WRITES | KZ_KEEPS));
	if (flags & KZ_READS)
		kz_dump_reached();
	if (flags & (KZ_WRITES | KZ_OTHERS) && choice % 4 != 0)
		kz_scribble(kz_hash(choice, 1));
	if (flags & (KZ_WRITES | KZ_KEEPS))
		give_away();
	if (flags & KZ_FREES)
		free_arguments(count, values);
	if (result)
		kz_any(*result, kz_hash(choice, 2), 1);
}

/*
 * What fills a buffer, or fails half-way. `when`: it reports success never (0: it always succeeds), by zero (1), by a value
 * that is not zero (2), by the size (3).
 */
unsigned long kz_fill(const char *name, void *to, unsigned long size, int when)
{
	uint64_t choice = kz_hash(kz.seed, ++kz.calls);
	int fails = when && kz.seed % 4 && choice % 4 == 0;
	unsigned long done = fails && size ? kz_hash(choice, 1) % size : size;
	unsigned char *at = to;

	kz_event('w');
	kz_log_text(name);
	kz_log_words(&to, sizeof(to));
	kz_log(&size, sizeof(size));
	if (size > HEAP_END - HEAP_START)
		kz_leave(FAULT);
	for (unsigned long i = 0; i < done; i++)
		at[i] = kz_hash(choice, i) & 7;
	if (when == 1)
		return fails ? size - done + (size == done) : 0;
	if (when == 2)
		return !fails;
	return fails ? 0 : size;
}

/* kmemdup(), and memdup_user() with `user`. */
void *kz_copy(const void *from, unsigned long size, unsigned long flags, int user)
{
	void *to = kz_alloc(size, flags, 0);

	if (!user) {
		if (to)
			memcpy(to, from, size);
		return to;
	}
	if (!to)
		return (void *)-12l; /* ENOMEM */
	if (kz_fill("copy_from_user", to, size, 1) == 0)
		return to;
	kz_free("kfree", to);
	return (void *)-14l; /* EFAULT */
}
