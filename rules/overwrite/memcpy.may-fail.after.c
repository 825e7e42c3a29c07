int by_copy_from_user(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_user_nonzero(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len) != 0) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_user_unlikely(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (unlikely(copy_from_user(buf, from, len))) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_raw_copy_from_user(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (__copy_from_user(buf, from, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_memcpy_from_msg(struct msghdr *msg, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (memcpy_from_msg(buf, msg, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_bpfptr(bpfptr_t from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_bpfptr(buf, from, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_drm_copy_from_user(const void __user *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (DRM_COPY_FROM_USER(buf, from, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_iter_full(struct iov_iter *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (!copy_from_iter_full(buf, len, from)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_iter(struct iov_iter *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_iter(buf, len, from) != len) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_iter_less(struct iov_iter *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_iter(buf, len, from) < len) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_iter_swapped(struct iov_iter *from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (len != copy_from_iter(buf, len, from)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_copy_from_sockptr(sockptr_t from, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_sockptr(buf, from, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_skb_copy_bits(struct sk_buff *skb, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (skb_copy_bits(skb, 0, buf, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int by_sg_copy_to_buffer(struct scatterlist *sg, int nents, size_t len)
{
	u8 *buf;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (sg_copy_to_buffer(sg, nents, buf, len) != len) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}

int result_in_a_variable(const void __user *from, size_t len)
{
	u8 *buf;
	int ret;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = copy_from_user(buf, from, len);
	if (ret)
		goto out;
	ret = item_add(buf);
out:
	kfree(buf);
	return ret;
}

int error_from_a_condition(const void __user *from, size_t len)
{
	u8 *buf = kmalloc(len, GFP_KERNEL);
	int err;

	if (!buf)
		return -ENOMEM;
	err = copy_from_user(buf, from, len) ? -EFAULT : 0;
	if (!err)
		err = item_add(buf);
	kfree(buf);
	return err;
}

int when_it_went_well(const void __user *from, size_t len)
{
	u8 *buf = kmalloc(len, GFP_KERNEL);
	int err = -EFAULT;

	if (!buf)
		return -ENOMEM;
	if (!copy_from_user(buf, from, len))
		err = item_add(buf);
	kfree(buf);
	return err;
}

int freed_by_itself(const void __user *from, size_t len)
{
	u8 *buf __free(kfree) = kmalloc(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len))
		return -EFAULT;
	return item_parse(buf, len);
}

int tried_twice(const void __user *from, const void __user *other, size_t len)
{
	u8 *buf = kmalloc(len, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, len) && copy_from_user(buf, other, len)) {
		kfree(buf);
		return -EFAULT;
	}
	return item_add(buf);
}
