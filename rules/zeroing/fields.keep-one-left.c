/* refused: enough */
/* Two stores, one of which is there to undo another. */
#include <linux/slab.h>

struct pump {
	int speed;
	int pressure;
};

struct pump *one_is_left(bool fast)
{
	struct pump *pump;

	pump = kmalloc(sizeof(*pump), GFP_KERNEL);
	if (!pump)
		return NULL;
	pump->speed = 9;
	pump_measure();
	pump->speed = 0;
	pump->pressure = 0;
	return pump;
}
