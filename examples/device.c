// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform device: memory that goes away with it, and memory for DMA.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "people.h"

struct people_device {
	struct device *dev;
	struct dma_pool *pool;
	struct journal_entry *ring;
	struct journal_entry *frame;
	dma_addr_t frame_dma;
};

static struct platform_device *people_device;

static void people_free_frame(void *data)
{
	struct people_device *people = data;

	dma_pool_free(people->pool, people->frame, people->frame_dma);
}

static int people_probe(struct platform_device *pdev)
{
	struct people_device *people;

	people = devm_kmalloc(&pdev->dev, sizeof(*people), GFP_KERNEL);
	if (!people)
		return -ENOMEM;
	memset(people, 0, sizeof(*people));

	people->dev = &pdev->dev;
	people->ring = devm_kmalloc_array(&pdev->dev, JOURNAL_SLOTS,
					  sizeof(*people->ring), GFP_KERNEL);
	if (!people->ring)
		return -ENOMEM;
	memset(people->ring, 0, JOURNAL_SLOTS * sizeof(*people->ring));

	people->pool = dmam_pool_create("people", &pdev->dev,
					sizeof(struct journal_entry), 8, 0);
	if (!people->pool)
		return -ENOMEM;

	people->frame = dma_pool_alloc(people->pool, GFP_KERNEL,
				       &people->frame_dma);
	if (!people->frame)
		return -ENOMEM;
	memset(people->frame, 0, sizeof(struct journal_entry));

	return devm_add_action_or_reset(&pdev->dev, people_free_frame, people);
}

static struct platform_driver people_driver = {
	.probe = people_probe,
	.driver = {
		.name = "people",
	},
};

int people_device_register(void)
{
	int err;

	err = platform_driver_register(&people_driver);
	if (err)
		return err;

	people_device = platform_device_register_simple("people", -1, NULL, 0);
	if (IS_ERR(people_device)) {
		platform_driver_unregister(&people_driver);
		return PTR_ERR(people_device);
	}
	return 0;
}

void people_device_unregister(void)
{
	platform_device_unregister(people_device);
	platform_driver_unregister(&people_driver);
}
