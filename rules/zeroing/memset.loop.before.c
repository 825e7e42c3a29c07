/* In loops: cleared in the turn that allocated it. Loops around, before, behind and in between. */
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>

struct bus {
	struct list_head node;
	struct window *windows[4];
	struct window *window;
};

struct window {
	u64 start, end;
	struct window *next;
};

int loop_for(struct bus *bus)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bus->windows); i++) {
		bus->windows[i] = kmalloc(sizeof(struct window), GFP_KERNEL);
		if (!bus->windows[i])
			goto fail;
		memset(bus->windows[i], 0, sizeof(struct window));
	}
	return 0;

fail:
	while (--i >= 0)
		kfree(bus->windows[i]);
	return -ENOMEM;
}

struct window *loop_while(int nr)
{
	struct window *first = NULL, *window;

	while (nr--) {
		window = kmalloc(sizeof(*window), GFP_KERNEL);
		if (!window)
			continue;
		memset(window, 0, sizeof(*window));
		window->next = first;
		first = window;
	}
	return first;
}

int loop_do(struct bus *bus)
{
	struct window *window;
	int tries = 3;

	do {
		window = kmalloc(sizeof(*window), GFP_NOWAIT);
		if (window)
			memset(window, 0, sizeof(*window));
	} while (!window && --tries);
	bus->window = window;
	return window ? 0 : -ENOMEM;
}

int loop_retry(struct bus *bus)
{
	struct window *window;

	for (;;) {
		window = kmalloc(sizeof(*window), GFP_NOWAIT);
		if (window)
			break;
		cond_resched();
	}
	memset(window, 0, sizeof(*window));
	bus->window = window;
	return 0;
}

int loop_again(struct bus *bus)
{
	struct window *window;

again:
	window = kmalloc(sizeof(*window), GFP_NOFS);
	if (!window) {
		msleep(10);
		goto again;
	}
	memset(window, 0, sizeof(*window));
	bus->window = window;
	return 0;
}

int loop_iterator(struct list_head *buses)
{
	struct bus *bus;

	list_for_each_entry(bus, buses, node) {
		bus->window = kmalloc(sizeof(*bus->window), GFP_KERNEL);
		if (!bus->window)
			return -ENOMEM;
		memset(bus->window, 0, sizeof(*bus->window));
	}
	return 0;
}

int loop_each_cpu(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct window *window;

		window = kmalloc_node(sizeof(*window), GFP_KERNEL,
				      cpu_to_node(cpu));
		if (!window)
			return -ENOMEM;
		memset(window, 0, sizeof(*window));
		per_cpu(cpu_window, cpu) = window;
	}
	return 0;
}

struct window *loop_between(struct list_head *buses, u64 start)
{
	struct window *window;
	struct bus *bus;

	window = kmalloc(sizeof(*window), GFP_KERNEL);
	if (!window)
		return NULL;
	list_for_each_entry(bus, buses, node)
		if (bus->window->end > start)
			start = bus->window->end;
	memset(window, 0, sizeof(*window));
	window->start = start;
	return window;
}

int loop_nested(struct bus *bus, int rows, int columns, struct window **table)
{
	int i, j;

	for (i = 0; i < rows; i++)
		for (j = 0; j < columns; j++) {
			struct window *window = kmalloc(sizeof(*window), GFP_KERNEL);

			if (!window)
				return -ENOMEM;
			memset(window, 0, sizeof(*window));
			table[i * columns + j] = window;
		}
	return 0;
}
