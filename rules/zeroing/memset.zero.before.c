/* Zero, as people write it. */
#include <linux/slab.h>
#include <linux/string.h>

char *zero_plain(size_t size)
{
	char *text = kmalloc(size, GFP_KERNEL);

	if (text)
		memset(text, 0, size);
	return text;
}

char *zero_hexadecimal(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0x00, size);
	return text;
}

char *zero_short_hexadecimal(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0x0, size);
	return text;
}

char *zero_character(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, '\0', size);
	return text;
}

char *zero_octal_character(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, '\x00', size);
	return text;
}

char *zero_unsigned(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0U, size);
	return text;
}

char *zero_long(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 0L, size);
	return text;
}

char *zero_octal(size_t size)
{
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return NULL;
	memset(text, 00, size);
	return text;
}
