// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/people: write a name to add a person, read to hear how many there are.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "people.h"

struct people_reader {
	unsigned int seen;
	char line[PERSON_NAME_LEN];
};

static LIST_HEAD(people);
static DEFINE_MUTEX(people_lock);

static int people_open(struct inode *inode, struct file *file)
{
	struct people_reader *reader;

	reader = kmalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return -ENOMEM;

	memset(reader, 0, sizeof(*reader));
	file->private_data = reader;

	return 0;
}

static int people_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t people_read(struct file *file, char __user *buffer,
			   size_t length, loff_t *offset)
{
	struct people_reader *reader = file->private_data;
	struct person *person;
	int used;

	reader->seen = 0;
	mutex_lock(&people_lock);
	list_for_each_entry(person, &people, node)
		reader->seen++;
	mutex_unlock(&people_lock);

	used = scnprintf(reader->line, sizeof(reader->line), "%u\n",
			 reader->seen);
	return simple_read_from_buffer(buffer, length, offset, reader->line,
				       used);
}

static ssize_t people_write(struct file *file, const char __user *buffer,
			    size_t length, loff_t *offset)
{
	char name[PERSON_NAME_LEN] = "";
	struct person *person;

	if (length >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, buffer, length))
		return -EFAULT;

	person = person_new(strim(name), 0, GFP_KERNEL);
	if (!person)
		return -ENOMEM;

	mutex_lock(&people_lock);
	list_add_tail(&person->node, &people);
	mutex_unlock(&people_lock);
	return length;
}

static const struct file_operations people_fops = {
	.owner = THIS_MODULE,
	.open = people_open,
	.release = people_release,
	.read = people_read,
	.write = people_write,
};

static struct miscdevice people_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "people",
	.fops = &people_fops,
};

static int __init people_init(void)
{
	int err;

	err = people_cache_init();
	if (err)
		return err;

	err = people_device_register();
	if (err)
		goto exit_cache;

	err = misc_register(&people_misc);
	if (err)
		goto unregister_device;
	return 0;

unregister_device:
	people_device_unregister();
exit_cache:
	people_cache_exit();
	return err;
}

static void __exit people_exit(void)
{
	struct person *person, *next;

	misc_deregister(&people_misc);
	list_for_each_entry_safe(person, next, &people, node)
		person_free(person);
	people_device_unregister();
	people_cache_exit();
}

module_init(people_init);
module_exit(people_exit);

MODULE_DESCRIPTION("A registry of people");
MODULE_LICENSE("GPL");
