// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inputs. All of them follow from the run's seed and from where or when they are asked for, never from the compiled code,
 * so that both sides of a change see the same world.
 */
#include <string.h>

#include "state.h"

uint64_t kz_words[MAX_WORDS];
unsigned int kz_word_count;

uint64_t kz_hash(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* There is room before an object too, for container_of(). */
static uint64_t object(uint64_t number)
{
	return LAZY_START + number * LAZY_STEP + LAZY_STEP / 4;
}

/* One run in two knows few objects, so that a list comes back to its head; others may lie over each other there. */
int kz_crowded(void)
{
	return kz_hash(kz.seed, 0) % 2;
}

/* An address in memory that is made when it is touched. */
uint64_t kz_pointer(uint64_t choice)
{
	uint64_t others = LAZY_OBJECTS - LAZY_PARAMETERS;

	if (kz_crowded())
		return object(others + choice % (kz_hash(kz.seed, 1) % 2 ? 2 : 4));
	return object(choice % others);
}

/* One run in four is a quiet one, where everything is there and nothing fails. */
static int quiet(void)
{
	return kz.seed % 4 == 0;
}

/* A number that code is likely to compare with something: a usual one, or one that this unit's code names. */
static uint64_t number(uint64_t choice)
{
	static const uint64_t likely[] = { 0, 1, 2, 3, 4, 8, 16, 64, 255, -1, -12, -22, 0x100, 0x1000, 5, 6 };

	if (kz_word_count && kz.seed >= USUAL && choice % 3)
		return kz_words[choice / 3 % kz_word_count];
	return likely[choice % (quiet() ? 8 : 16)];
}

/* Memory that nobody has written yet: pointers in most places, the head of an empty list, or small numbers. */
uint64_t kz_word(unsigned long at)
{
	static const unsigned char pointers[] = { 90, 70, 50, 97, 80, 60, 30, 0 }; /* per cent */
	uint64_t choice = kz_hash(kz.seed, at), word = 0;
	unsigned int kind = choice % 100, width;

	choice >>= 8;
	if (kind < pointers[kz.seed / 2 % 8])
		return choice % 5 == 0 ? at : kz_pointer(choice / 5);
	if (choice % 3 == 0)
		return choice / 3 % 2 ? 0 : number(choice / 6); /* all of it */
	width = kz.seed < USUAL || kind & 1 ? 32 : 16;
	for (unsigned int bit = 0; bit < 64; bit += width)
		word |= (number(kz_hash(choice, bit)) & ((1ull << width) - 1)) << bit;
	return word;
}

/* Give a parameter, or what an absent function returns (`plain`: mostly success), some value. */
void kz_any(struct kz_value value, uint64_t choice, int plain)
{
	uint64_t word[8] = { 0 };
	unsigned int kind = choice % 100;

	choice >>= 8;
	if (value.class == KZ_POINTER && (quiet() || kind < 86))
		word[0] = plain ? kz_pointer(choice) : object(LAZY_OBJECTS - LAZY_PARAMETERS + kz.calls % LAZY_PARAMETERS);
	else if (value.class == KZ_POINTER)
		word[0] = kind < 93 ? 0 : (uint64_t)-22;
	else if (plain && (quiet() ? kz.seed / 4 % 2 == 0 : kind < 55))
		word[0] = 0;
	else if (plain && (quiet() || kind < 75))
		word[0] = 1;
	else
		word[0] = number(choice);
	for (int i = 1; i < 8; i++)
		word[i] = kz_hash(choice, i) % 4;
	if (value.size <= sizeof(word))
		memcpy(value.at, word, value.size);
	else
		memset(value.at, 0, value.size);
}
