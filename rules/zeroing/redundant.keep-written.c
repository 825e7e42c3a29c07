/* refused: untouched */
/* Written since it was allocated: a reset of a buffer in use, a header, one path, a callee. */
#include <linux/slab.h>
#include <linux/string.h>

struct command {
	u32 opcode;
	u32 length;
	u8 data[56];
};

int written_reset(struct device *dev)
{
	struct command *command;
	int err;

	command = kzalloc(sizeof(*command), GFP_KERNEL);
	if (!command)
		return -ENOMEM;
	command->opcode = 1;
	err = device_run(dev, command);
	if (!err) {
		memset(command, 0, sizeof(*command));
		command->opcode = 2;
		err = device_run(dev, command);
	}
	kfree(command);
	return err;
}

int written_on_a_path(struct device *dev, bool old)
{
	struct command *command;

	command = kzalloc(sizeof(*command), GFP_KERNEL);
	if (!command)
		return -ENOMEM;
	if (old)
		command->length = 12;
	memset(command, 0, sizeof(*command));
	return device_give(dev, command);
}

int written_member(struct device *dev)
{
	struct command *command;

	command = kzalloc(sizeof(*command), GFP_KERNEL);
	if (!command)
		return -ENOMEM;
	command->data[3] = 1;
	device_test(dev);
	memset(command->data, 0, sizeof(command->data));
	return device_give(dev, command);
}

int written_by_address(struct device *dev, struct command *old)
{
	struct command *command;

	command = kzalloc(sizeof(*command), GFP_KERNEL);
	if (!command)
		return -ENOMEM;
	memcpy(&command->length, &old->length, sizeof(old->length));
	memset(command, 0, sizeof(*command));
	return device_give(dev, command);
}
