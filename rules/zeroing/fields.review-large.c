/* review: enough */
/* A large member that was never set would be cleared with every allocation. */
#include <linux/slab.h>

struct log {
	int head;
	int tail;
	char text[65536];
};

struct log *large_member(void)
{
	struct log *log;

	log = kmalloc(sizeof(*log), GFP_KERNEL);
	if (!log)
		return NULL;
	log->head = 0;
	log->tail = 0;
	return log;
}

struct request_buffer {
	u32 request;
	u16 index;
	u16 version;
	u8 answer[4064];
};

int answered_by_another(void)
{
	struct request_buffer *buffer;
	int score = -EIO;

	buffer = kmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	buffer->index = 0;
	buffer->version = 0;
	buffer->request = 0xb1;
	if (!hypervisor_call(virt_to_phys(buffer), sizeof(*buffer)))
		score = buffer->answer[11];
	kfree(buffer);
	return score;
}
