/* Memory that goes away with a device, a DRM device or a test. */
#include <drm/drm_managed.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/string.h>

struct sensor {
	struct device *dev;
	u16 *samples;
	int nr;
};

int managed_devm(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct sensor *sensor;

	sensor = devm_kmalloc(dev, sizeof(*sensor), GFP_KERNEL);
	if (!sensor)
		return -ENOMEM;
	memset(sensor, 0, sizeof(*sensor));

	sensor->nr = 16;
	sensor->samples = devm_kmalloc_array(dev, sensor->nr,
					     sizeof(*sensor->samples),
					     GFP_KERNEL);
	if (!sensor->samples)
		return -ENOMEM;
	memset(sensor->samples, 0, sensor->nr * sizeof(*sensor->samples));

	platform_set_drvdata(pdev, sensor);
	return 0;
}

struct sensor *managed_drm(struct drm_device *drm, int nr)
{
	struct sensor *sensors, *first;

	sensors = drmm_kmalloc_array(drm, nr, sizeof(*sensors), GFP_KERNEL);
	if (!sensors)
		return NULL;
	memset(sensors, 0, nr * sizeof(*sensors));

	first = drmm_kmalloc(drm, sizeof(*first), GFP_KERNEL);
	if (!first)
		return NULL;
	memset(first, 0, sizeof(*first));
	return nr ? sensors : first;
}

void managed_test(struct kunit *test)
{
	struct sensor *sensor;
	u16 *samples;

	sensor = kunit_kmalloc(test, sizeof(*sensor), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sensor);
	memset(sensor, 0, sizeof(*sensor));

	samples = kunit_kmalloc_array(test, 8, sizeof(*samples), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, samples);
	memset(samples, 0, 8 * sizeof(*samples));
	sensor->samples = samples;
	KUNIT_EXPECT_EQ(test, sensor_sum(sensor), 0);
}
