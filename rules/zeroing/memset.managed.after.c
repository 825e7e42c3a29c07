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

	sensor = devm_kzalloc(dev, sizeof(*sensor), GFP_KERNEL);
	if (!sensor)
		return -ENOMEM;

	sensor->nr = 16;
	sensor->samples = devm_kcalloc(dev, sensor->nr,
				       sizeof(*sensor->samples),
				       GFP_KERNEL);
	if (!sensor->samples)
		return -ENOMEM;

	platform_set_drvdata(pdev, sensor);
	return 0;
}

struct sensor *managed_drm(struct drm_device *drm, int nr)
{
	struct sensor *sensors, *first;

	sensors = drmm_kcalloc(drm, nr, sizeof(*sensors), GFP_KERNEL);
	if (!sensors)
		return NULL;

	first = drmm_kzalloc(drm, sizeof(*first), GFP_KERNEL);
	if (!first)
		return NULL;
	return nr ? sensors : first;
}

void managed_test(struct kunit *test)
{
	struct sensor *sensor;
	u16 *samples;

	sensor = kunit_kzalloc(test, sizeof(*sensor), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sensor);

	samples = kunit_kcalloc(test, 8, sizeof(*samples), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, samples);
	sensor->samples = samples;
	KUNIT_EXPECT_EQ(test, sensor_sum(sensor), 0);
}
