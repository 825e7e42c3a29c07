/* refused: inside */
/* A pointer member: what is cleared is other memory. That nobody has set the pointer is not for this rule to hide. */
#include <linux/slab.h>
#include <linux/string.h>

struct line {
	char *text;
	int *marks;
	int count;
};

struct line *pointer_whole(int length)
{
	struct line *line;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return NULL;
	memset(line->text, 0, length);
	return line;
}

struct line *pointer_size(int length)
{
	struct line *line;

	line = kmalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return NULL;
	memset(line->marks, 0, sizeof(line->marks));
	return line;
}
