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
		bus->windows[i] = kzalloc(sizeof(struct window), GFP_KERNEL);
		if (!bus->windows[i])
			goto fail;
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
		window = kzalloc(sizeof(*window), GFP_KERNEL);
		if (!window)
			continue;
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
		window = kzalloc(sizeof(*window), GFP_NOWAIT);
	} while (!window && --tries);
	bus->window = window;
	return window ? 0 : -ENOMEM;
}

int loop_retry(struct bus *bus)
{
	struct window *window;

	for (;;) {
		window = kzalloc(sizeof(*window), GFP_NOWAIT);
		if (window)
			break;
		cond_resched();
	}
	bus->window = window;
	return 0;
}

int loop_again(struct bus *bus)
{
	struct window *window;

again:
	window = kzalloc(sizeof(*window), GFP_NOFS);
	if (!window) {
		msleep(10);
		goto again;
	}
	bus->window = window;
	return 0;
}

int loop_iterator(struct list_head *buses)
{
	struct bus *bus;

	list_for_each_entry(bus, buses, node) {
		bus->window = kzalloc(sizeof(*bus->window), GFP_KERNEL);
		if (!bus->window)
			return -ENOMEM;
	}
	return 0;
}

int loop_each_cpu(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct window *window;

		window = kzalloc_node(sizeof(*window), GFP_KERNEL,
				      cpu_to_node(cpu));
		if (!window)
			return -ENOMEM;
		per_cpu(cpu_window, cpu) = window;
	}
	return 0;
}

struct window *loop_between(struct list_head *buses, u64 start)
{
	struct window *window;
	struct bus *bus;

	window = kzalloc(sizeof(*window), GFP_KERNEL);
	if (!window)
		return NULL;
	list_for_each_entry(bus, buses, node)
		if (bus->window->end > start)
			start = bus->window->end;
	window->start = start;
	return window;
}

int loop_nested(struct bus *bus, int rows, int columns, struct window **table)
{
	int i, j;

	for (i = 0; i < rows; i++)
		for (j = 0; j < columns; j++) {
			struct window *window = kzalloc(sizeof(*window), GFP_KERNEL);

			if (!window)
				return -ENOMEM;
			table[i * columns + j] = window;
		}
	return 0;
}
