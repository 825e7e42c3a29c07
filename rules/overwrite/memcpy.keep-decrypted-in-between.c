/* refused: unread */
int decrypted_in_between(const void *from)
{
	u8 *buf;

	buf = (u8 *)get_zeroed_page(GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	set_memory_decrypted((unsigned long)buf, PAGE_SIZE);
	memcpy(buf, from, PAGE_SIZE);
	return item_add(buf);
}
