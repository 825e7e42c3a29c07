/* Zero, as people write it. */
#include <linux/slab.h>
#include <linux/string.h>

char *zero_plain(size_t size)
{
	char *text = kzalloc(size, GFP_KERNEL);

	return text;
}

char *zero_hexadecimal(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_short_hexadecimal(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_character(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_octal_character(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_unsigned(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_long(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}

char *zero_octal(size_t size)
{
	char *text;

	text = kzalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	return text;
}
