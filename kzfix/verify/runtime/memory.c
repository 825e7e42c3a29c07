// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory: what the function allocates, and the world that its pointers lead to. The world is made page by page when it is
 * touched, so nobody has to say which structures hang on an argument.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "state.h"

#define NEW_PAGE (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE)
#define NEAR_NULL 0x10000ul /* what lies below may not be mapped, and is what code that forgets a check touches */
#define USER_END 0x700000000000ul /* above are the stack and the libraries */

unsigned long kz_data_start, kz_data_end, kz_image_start, kz_image_end;

unsigned long kz_size;

static unsigned char *saved; /* the unit's variables as they were at first */

/*
 * Where the program lies, from its map: linked to a fixed address, far below the heap. It holds the unit and nothing else;
 * the runtime and the C library are shared objects. So what is writable there are the unit's variables.
 */
static void find_image(void)
{
	FILE *map = fopen("/proc/self/maps", "r");
	char line[512], mode[8];
	unsigned long from, to;

	while (map && fgets(line, sizeof(line), map)) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || from >= HEAP_START || strstr(line, "[heap]"))
			continue;
		if (!kz_image_start)
			kz_image_start = from;
		kz_image_end = to;
		if (mode[1] != 'w')
			continue;
		if (!kz_data_start)
			kz_data_start = from;
		kz_data_end = to;
	}
	if (map)
		fclose(map);
}

void kz_memory_once(void)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;

	find_image();
	if (mmap((void *)HEAP_START, HEAP_END - HEAP_START, PROT_NONE, flags, -1, 0) != (void *)HEAP_START ||
	    mmap((void *)STACK_START, STACK_SIZE, PROT_READ | PROT_WRITE, flags, -1, 0) != (void *)STACK_START) {
		perror("mmap");
		exit(3);
	}
	saved = malloc(kz_data_end - kz_data_start + 1);
	memcpy(saved, (void *)kz_data_start, kz_data_end - kz_data_start);
}

/* The allocator. Nothing is mapped behind an object: who runs over its end sees no other one, but ends. */

#define ALIGNED 16ul /* as kmalloc() aligns at least */
#define GAP 0xee /* up to there */

static unsigned long room_end(int number)
{
	return HEAP_START + number * ROOM + MAX_SIZE;
}

void kz_memory_reset(void)
{
	for (int i = 0; i < kz.pages; i++)
		munmap((void *)kz.page[i].at, PAGE);
	memcpy((void *)kz_data_start, saved, kz_data_end - kz_data_start);
	for (int i = 0; i < kz.objects; i++) {
		unsigned long from = kz.object[i].at & ~(PAGE - 1);

		madvise((void *)from, room_end(i) - from, MADV_DONTNEED);
		mprotect((void *)from, room_end(i) - from, PROT_NONE);
	}
	kz.pages = kz.objects = 0;
}

void *kz_alloc(unsigned long size, unsigned long flags, int zero)
{
	struct object *object = &kz.object[kz.objects];
	unsigned long at, from, end;

	if (size == KZ_UNKNOWN)
		size = kz_size ? kz_size : PAGE;
	kz_size = 0;
	kz_event('a');
	kz_log(&size, sizeof(size));
	kz_log(&flags, sizeof(flags));
	kz.allocations++;
	if (kz.allocations == kz.fail || size > MAX_SIZE)
		return NULL;
	if (kz.objects == MAX_OBJECTS)
		kz_leave(TOO_LONG);
	end = room_end(kz.objects++);
	at = end - (size ? (size + ALIGNED - 1) & ~(ALIGNED - 1) : ALIGNED);
	from = at & ~(PAGE - 1);
	if (mprotect((void *)from, end - from, PROT_READ | PROT_WRITE))
		kz_leave(TOO_LONG);
	*object = (struct object){ at, size, 1, 0, 0 };
	kz.made++;
	memset((void *)at, GAP, end - at);
	memset((void *)at, zero ? 0 : kz.fill, size);
	return (void *)object->at;
}

void kz_free(const char *name, const void *pointer)
{
	struct object *object = kz_object((unsigned long)pointer);

	kz_event('f');
	kz_log_text(name);
	kz_log_words(&pointer, sizeof(pointer));
	if (object && object->at == (unsigned long)pointer)
		object->live = 0;
}

struct object *kz_object(unsigned long at)
{
	for (int i = kz.objects; i-- > 0;)
		if (kz.object[i].live && at >= kz.object[i].at && at <= kz.object[i].at + kz.object[i].size)
			return &kz.object[i];
	return NULL;
}

/*
 * The world. Returns whether the fault at `at` is one of touching it for the first time, or of writing it. It is everywhere
 * but near NULL: numbers that are taken for pointers, and what is computed from them, lead into it too.
 */
int kz_touch(unsigned long at)
{
	unsigned long start = at & ~(PAGE - 1);
	uint64_t *word = (uint64_t *)start;

	if (at < NEAR_NULL || at >= USER_END || (at >= kz_image_start && at < kz_image_end))
		return 0;
	for (int i = 0; i < kz.pages; i++)
		if (kz.page[i].at == start) {
			kz.page[i].dirty = 1;
			return mprotect((void *)start, PAGE, PROT_READ | PROT_WRITE) == 0;
		}
	if (kz.pages == MAX_PAGES)
		kz_leave(TOO_LONG);
	if (mmap(word, PAGE, PROT_READ | PROT_WRITE, NEW_PAGE, -1, 0) != word)
		return 0;
	for (unsigned long i = 0; i < PAGE / 8; i++)
		word[i] = kz_word(start + 8 * i);
	kz.page[kz.pages++] = (struct page){ start, 0 };
	return mprotect(word, PAGE, PROT_READ) == 0;
}

/* What can be reached, as a conservative collector sees it: any word that leads into an object. */

static void reach_words(const void *from, unsigned long size);

static void reach_object(unsigned long at)
{
	struct object *object = at >= HEAP_START && at < HEAP_END ? kz_object(at) : NULL;

	if (!object || object->seen)
		return;
	object->seen = 1;
	reach_words((void *)object->at, object->size);
}

static void reach_words(const void *from, unsigned long size)
{
	unsigned long at = ((unsigned long)from + 7) & ~7ul;

	for (; at + 8 <= (unsigned long)from + size; at += 8)
		reach_object(*(uint64_t *)at);
}

/*
 * Mark what can be reached: from the arguments (and the variables on the stack that they lead to), from what was given away
 * earlier, from the world and from the unit's variables. `all`: the arguments count; else only what others have already.
 */
void kz_reach(int count, const struct kz_value *values, int all)
{
	for (int i = 0; i < kz.objects; i++)
		kz.object[i].seen = 0;
	for (int i = 0; all && i < count; i++) {
		unsigned long at = 0;

		reach_words(values[i].at, values[i].size);
		if (values[i].size == sizeof(at))
			memcpy(&at, values[i].at, sizeof(at));
		if (at >= STACK_START && at + 64 < STACK_START + STACK_SIZE)
			reach_words((void *)at, 64);
	}
	for (int i = 0; i < kz.objects; i++)
		if (kz.object[i].escaped && kz.object[i].live)
			reach_object(kz.object[i].at);
	for (int i = 0; i < kz.pages; i++)
		if (kz.page[i].dirty)
			reach_words((void *)kz.page[i].at, PAGE);
	reach_words((void *)kz_data_start, kz_data_end - kz_data_start);
}

/* Write a byte, but not into an address of the unit: what is left of that would depend on where it lies. */
static void scribble_byte(unsigned long at, unsigned char byte)
{
	uint64_t around = *(uint64_t *)(at & ~7ul);

	if (kz_stable(around) == around)
		*(unsigned char *)at = byte;
}

/* Write somewhere in what is marked, as a function that kzfix knows nothing of may do. */
void kz_scribble(uint64_t choice)
{
	int marked[MAX_OBJECTS], count = 0;

	for (int i = 0; i < kz.objects; i++)
		if (kz.object[i].seen)
			marked[count++] = i;
	for (int i = 0; i < count && i < 4; i++) {
		struct object *object = &kz.object[marked[kz_hash(choice, i) % count]];
		uint64_t where = kz_hash(choice, i + 16), word = kz_word(where);

		object->escaped = 1;
		if (object->size >= 8 && where % 3)
			memcpy((void *)(object->at + where / 4 % (object->size / 8) * 8), &word, 8);
		else if (object->size)
			scribble_byte(object->at + where / 4 % object->size, word);
	}
}

static void dump(unsigned long at, unsigned long size)
{
	kz_log(&at, sizeof(at));
	kz_log_words((void *)at, size);
}

/* The contents of what is marked. */
void kz_dump_reached(void)
{
	for (int i = 0; i < kz.objects; i++)
		if (kz.object[i].seen && kz.object[i].live)
			dump(kz.object[i].at, kz.object[i].size);
}

/* An address, or else the bytes that are new: beside them may stand a table with the distances of code. */
static void log_change(unsigned long from)
{
	uint64_t word = *(uint64_t *)(kz_data_start + from);

	if (kz_stable(word) != word) {
		kz_log_words(&word, 8);
		return;
	}
	for (unsigned long i = from; i < from + 8; i++)
		if (((unsigned char *)kz_data_start)[i] != saved[i]) {
			kz_log(&i, 1);
			kz_log((char *)kz_data_start + i, 1);
		}
}

static int by_address(const void *one, const void *other)
{
	unsigned long a = ((const struct page *)one)->at, b = ((const struct page *)other)->at;

	return (a > b) - (a < b);
}

/* What a run leaves behind: its objects, the pages of the world that it wrote, the unit's variables that changed. */
void kz_dump_rest(void)
{
	kz_dump_reached();
	for (int i = 0; i < kz.objects; i++)
		if (!kz.object[i].seen && kz.object[i].live) {
			kz_event('l'); /* lost: nobody can look at it any more */
			kz_log(&kz.object[i].size, sizeof(kz.object[i].size));
		}
	qsort(kz.page, kz.pages, sizeof(*kz.page), by_address);
	for (int i = 0; i < kz.pages; i++)
		if (kz.page[i].dirty)
			dump(kz.page[i].at, PAGE); /* not its changed words: what is uninitialised decides which those are */
	for (unsigned long i = 0; i + 8 <= kz_data_end - kz_data_start; i += 8)
		if (memcmp((char *)kz_data_start + i, saved + i, 8)) {
			uint64_t name = kz_variable(kz_data_start + i);

			kz_event('v');
			kz_log(&name, sizeof(name));
			log_change(i);
		}
}
