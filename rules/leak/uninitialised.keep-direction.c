/* refused: leaks */
struct pair {
	__le32 one;
	__le32 other;
};

int ask(struct usb_device *udev)
{
	struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	err = usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 7, USB_DIR_IN | USB_TYPE_VENDOR, 0, 0, p, sizeof(*p), 100);
	kfree(p);
	return err;
}
