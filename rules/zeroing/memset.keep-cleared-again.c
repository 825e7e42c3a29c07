/* refused: only-source */
/* Allocated once, cleared in every turn of a loop. */
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>

struct line {
	char text[80];
	struct list_head list;
};

int again_for(struct file *file, int nr)
{
	struct line *line;
	int i;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		memset(line, 0, sizeof(*line));
		line_read(file, line);
	}
	kfree(line);
	return 0;
}

int again_iterator(struct list_head *lines)
{
	struct line *line, *here;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	list_for_each_entry(here, lines, list) {
		memset(line, 0, sizeof(*line));
		line_merge(line, here);
	}
	kfree(line);
	return 0;
}

int again_goto(struct file *file)
{
	struct line *line;
	int err;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return -ENOMEM;
retry:
	memset(line, 0, sizeof(*line));
	err = line_read(file, line);
	if (err == -EAGAIN)
		goto retry;
	kfree(line);
	return err;
}

int again_do(struct file *file)
{
	struct line *line = kmalloc(sizeof(*line), GFP_KERNEL);
	int err;

	if (!line)
		return -ENOMEM;
	do {
		memset(line, 0, sizeof(*line));
		err = line_read(file, line);
	} while (!err);
	kfree(line);
	return err;
}
