// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the functions of one lifted unit, over and over, from the same state each time.
 *
 *	PROGRAM ENTRY FIRST LAST [WORD...]
 *
 * runs entry number ENTRY with the seeds from FIRST up to LAST, each with three fillings of memory that is not zeroed. The
 * words are numbers that are worth trying. It writes for each run a header (struct record) and what was observed to its standard output. x86-64 Linux only: it has to
 * tell which instruction touched what.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "state.h"

struct state kz;

struct record {
	uint32_t seed, fill, ending, made, crowded, nothing;
	uint64_t marks, length;
};

static const int fills[] = { 0x00, 0xa5, 0x5a };

extern const struct kz_entry kz_entries[];
extern const unsigned int kz_entry_count;

void kz_leave(enum ending how)
{
	siglongjmp(kz.out, how + 1);
}

/* The lifted code calls what is not code: a pointer out of memory that nobody wrote. Return from it with some value. */
static int call_of_nothing(greg_t *registers)
{
	unsigned long at = registers[REG_RIP];
	struct kz_value result = { &registers[REG_RAX], 8, 1 };

	if (at >= kz_image_start && at < kz_image_end)
		return 0;
	if (at >= HEAP_END && !(at >= LAZY_START && at < LAZY_END))
		return 0;
	kz_event('i');
	kz_log(&at, sizeof(at));
	kz_any(result, kz_hash(kz.seed, ++kz.calls), 1);
	registers[REG_RIP] = *(unsigned long *)registers[REG_RSP];
	registers[REG_RSP] += 8;
	return 1;
}

/* Instructions that only a kernel may use: interrupts off and on, ports, model-specific registers. */
static int privileged(greg_t *registers)
{
	const unsigned char *code = (const unsigned char *)registers[REG_RIP];
	int size = 0;

	if (code[0] == 0xfa || code[0] == 0xfb || code[0] == 0xf4 || (code[0] >= 0xec && code[0] <= 0xef))
		size = 1;
	else if ((code[0] >= 0xe4 && code[0] <= 0xe7) || (code[0] == 0x66 && code[1] >= 0xec && code[1] <= 0xef))
		size = 2;
	else if (code[0] == 0x0f && (code[1] == 0x30 || code[1] == 0x32))
		size = 2;
	if (!size)
		return 0;
	kz_event('p');
	kz_log(code, size);
	registers[REG_RAX] = kz_hash(kz.seed, ++kz.calls) & 0xff;
	registers[REG_RIP] += size;
	return 1;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	if (!kz.running)
		_exit(4);
	if (number == SIGVTALRM)
		kz_leave(TIME_OUT);
	if (number == SIGILL || number == SIGTRAP)
		kz_leave(TRAP);
	if (number != SIGSEGV)
		kz_leave(FAULT);
	if (registers[REG_ERR] & 16 || (unsigned long)info->si_addr == (unsigned long)registers[REG_RIP]) {
		if (call_of_nothing(registers))
			return;
	} else if (registers[REG_TRAPNO] == 13) {
		if (privileged(registers))
			return;
	} else if (kz_touch((unsigned long)info->si_addr)) {
		return;
	}
	kz_leave(FAULT);
}

static void catch_signals(void)
{
	static char stack[64 * 1024];
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGVTALRM };

	sigaltstack(&other, NULL);
	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaction(numbers[i], &action, NULL);
}

static ucontext_t home, there;
static void (*enter)(void);

static void on_own_stack(void)
{
	enter();
	kz_leave(RETURNED);
}

static enum ending run(unsigned int seed, int fill)
{
	static const struct itimerval limit = { .it_value.tv_usec = TIME }, none;
	int how;

	kz_memory_reset();
	kz.seed = seed;
	kz.fill = fill;
	kz.fail = seed % 3 == 2 ? seed / 3 % 8 + 1 : 0;
	kz.calls = kz.allocations = kz.marks = kz.length = 0;
	kz.made = kz.events = 0;
	memset((void *)(STACK_START + STACK_SIZE - 16 * PAGE), 0, 16 * PAGE);
	getcontext(&there);
	there.uc_stack.ss_sp = (void *)STACK_START;
	there.uc_stack.ss_size = STACK_SIZE;
	there.uc_link = &home;
	makecontext(&there, on_own_stack, 0);
	how = sigsetjmp(kz.out, 1);
	if (!how) {
		kz.running = 1;
		setitimer(ITIMER_VIRTUAL, &limit, NULL);
		swapcontext(&home, &there);
	}
	setitimer(ITIMER_VIRTUAL, &none, NULL);
	kz.running = 0;
	return how - 1;
}

/* The state at the end is observed too. It may not fit any more, or a page may be gone: then what there is counts. */
static void finish(void)
{
	if (sigsetjmp(kz.out, 1))
		return;
	kz.running = 1;
	kz.events = 0;
	kz_event('e');
	kz_reach(0, NULL, 0);
	kz_dump_rest();
}

static void write_all(const void *from, size_t size)
{
	if (fwrite(from, 1, size, stdout) != size)
		exit(5);
}

/* Start again without randomised addresses: the heap of the C library must not lie where ours does. */
static void same_addresses(char **arguments)
{
	int now = personality(0xffffffff);

	if (now == -1 || now & ADDR_NO_RANDOMIZE)
		return;
	if (personality(now | ADDR_NO_RANDOMIZE) != -1)
		execv("/proc/self/exe", arguments);
}

int main(int count, char **arguments)
{
	unsigned long entry, first, last;
	unsigned int late = 0;

	if (count < 4)
		return 2;
	same_addresses(arguments);
	for (int i = 4; i < count && kz_word_count < MAX_WORDS; i++)
		kz_words[kz_word_count++] = strtoull(arguments[i], NULL, 10);
	entry = strtoul(arguments[1], NULL, 10);
	first = strtoul(arguments[2], NULL, 10);
	last = strtoul(arguments[3], NULL, 10);
	if (entry >= kz_entry_count)
		return 2;
	enter = kz_entries[entry].enter;
	kz_memory_once();
	catch_signals();
	for (unsigned int seed = first; seed < last; seed++)
		for (unsigned int i = 0; i < sizeof(fills) / sizeof(*fills); i++) {
			struct record record = { .seed = seed, .fill = fills[i], .ending = run(seed, fills[i]) };

			finish();
			kz.running = 0;
			record.made = kz.made;
			record.crowded = kz_crowded();
			record.marks = kz.marks;
			record.length = kz.length;
			write_all(&record, sizeof(record));
			write_all(kz.log, kz.length);
			if (record.ending != TIME_OUT)
				continue;
			if (++late == MAX_TIME_OUTS)
				return 0;
			break;
		}
	return 0;
}
