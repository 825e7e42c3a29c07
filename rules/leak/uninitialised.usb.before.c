struct request {
	__le16 code;
	__le16 value;
	__le32 spare;
};

int request_send(struct usb_device *udev, u16 code)
{
	struct request *req;
	int err;

	req = kmalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	req->code = cpu_to_le16(code);
	req->value = 0;
	err = usb_control_msg(udev, usb_sndctrlpipe(udev, 0), 7, USB_DIR_OUT | USB_TYPE_VENDOR, 0, 0, req,
			      sizeof(*req), 100);
	kfree(req);
	return err;
}
