// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be observed, as bytes in order. Addresses that depend on how the unit was compiled (its code, its constants,
 * the stack) are logged as such and not by number, so that two compilations of one behaviour give one log.
 */
#include <string.h>

#include "state.h"

void kz_log(const void *bytes, unsigned long size)
{
	if (kz.length + size > MAX_LOG)
		kz_leave(TOO_LONG);
	memcpy(kz.log + kz.length, bytes, size);
	kz.length += size;
}

void kz_log_text(const char *text)
{
	kz_log(text, strlen(text) + 1);
}

/* Begin an event. Code that asks for ever is cut off here, after the same number of questions each time. */
void kz_event(char tag)
{
	if (++kz.events > MAX_EVENTS)
		kz_leave(TOO_LONG);
	kz_log("\xfe\xed", 2); /* kzfix/verify/compare.py looks for this */
	kz_log(&tag, 1);
}

/* A name for the place of a variable: where it lies in its section, for code and tables grow before that. */
uint64_t kz_variable(unsigned long at)
{
	if (at >= (unsigned long)kz_bounds[0] && at < (unsigned long)kz_bounds[1])
		return 0x4441544100000000 + (at - (unsigned long)kz_bounds[0]); /* .data */
	if (at >= (unsigned long)kz_bounds[2] && at < (unsigned long)kz_bounds[3])
		return 0x4253530000000000 + (at - (unsigned long)kz_bounds[2]); /* .bss */
	return 0x4f54484500000000;
}

uint64_t kz_stable(uint64_t word)
{
	if (word >= STACK_START && word < STACK_START + STACK_SIZE)
		return 0x5354414b00000000; /* on the stack */
	if (word >= kz_data_start && word < kz_data_end)
		return kz_variable(word);
	if (word >= kz_image_start && word < kz_image_end)
		return 0x434f444500000000; /* code, or a constant */
	return word;
}

/* Memory, or a value: whole aligned words may be addresses. */
void kz_log_words(const void *from, unsigned long size)
{
	const unsigned char *at = from;

	for (; size >= 8; at += 8, size -= 8) {
		uint64_t word;

		memcpy(&word, at, 8);
		word = kz_stable(word);
		kz_log(&word, 8);
	}
	kz_log(at, size);
}
