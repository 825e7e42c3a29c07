/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the runtime share. All of it is set back before each run. */
#ifndef KZ_STATE_H
#define KZ_STATE_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "kz.h"

/* Every address lies below 2 GiB: objects of the kernel's code model reach no further, and a truncated pointer stays one. */
#define HEAP_START 0x20000000ul
#define HEAP_END 0x28000000ul
#define LAZY_START 0x40000000ul /* where pointers lead: memory that is made when it is touched */
#define LAZY_END 0x68000000ul /* undefined variables stand before this */
#define LAZY_STEP 0x10000ul /* from one object in it to the next */
#define LAZY_OBJECTS 8192
#define LAZY_PARAMETERS 64 /* the last ones: those that parameters lead to */
#define STACK_START 0x70000000ul
#define STACK_SIZE 0x40000ul
#define PAGE 4096ul

#define MAX_SIZE 0x40000ul /* bytes; to ask for more fails */
#define ROOM 0x80000ul /* for each object, with a hole behind it */
#define MAX_OBJECTS 256
#define MAX_PAGES 1024
#define MAX_LOG (1ul << 20)
#define MAX_EVENTS 1500
#define MAX_TIME_OUTS 50 /* of one invocation; they say nothing, and cost */
#define TIME 20000 /* microseconds of a run */
#define MAX_WORDS 512
#define USUAL 48 /* the first seeds know the usual numbers alone */

/* How a run ended. */
enum ending { RETURNED, FAULT, TIME_OUT, TOO_LONG, TRAP, ENDED };

struct object {
	unsigned long at, size;
	int live, escaped, seen;
};

struct page {
	unsigned long at;
	int dirty;
};

struct state {
	uint64_t seed, calls, allocations;
	unsigned int fail; /* this allocation fails; 0: none */
	int fill; /* the byte that memory holds which nobody has written */
	uint64_t marks;
	unsigned int made; /* allocations that succeeded */
	int objects, pages, events, full;
	struct object object[MAX_OBJECTS];
	struct page page[MAX_PAGES];
	unsigned long length;
	unsigned char log[MAX_LOG + 4096];
	sigjmp_buf out;
	volatile int running;
};

extern struct state kz;
extern unsigned long kz_data_start, kz_data_end; /* the variables of the unit */
extern char *const kz_bounds[]; /* the unit's .data from and to, its .bss from and to */
extern unsigned long kz_image_start, kz_image_end; /* its code and constants too */

/* random.c */
extern uint64_t kz_words[MAX_WORDS]; /* numbers that the unit's code compares with */
extern unsigned int kz_word_count;
uint64_t kz_hash(uint64_t a, uint64_t b);
uint64_t kz_word(unsigned long at); /* what untouched memory holds */
uint64_t kz_pointer(uint64_t choice);
int kz_crowded(void);
void kz_any(struct kz_value value, uint64_t choice, int plain);

/* memory.c */
void kz_memory_once(void);
void kz_memory_reset(void);
int kz_touch(unsigned long at);
struct object *kz_object(unsigned long at);
void kz_reach(int count, const struct kz_value *values, int all);
void kz_scribble(uint64_t choice);
void kz_dump_reached(void);
void kz_dump_rest(void);

/* log.c */
uint64_t kz_variable(unsigned long at);
uint64_t kz_stable(uint64_t word);
void kz_log(const void *bytes, unsigned long size);
void kz_log_text(const char *text);
void kz_log_words(const void *from, unsigned long size);
void kz_event(char tag);
void kz_leave(enum ending how) __attribute__((noreturn));

#endif
