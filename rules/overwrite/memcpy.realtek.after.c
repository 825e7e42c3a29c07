/* Realtek's wireless drivers, which bring their own names for everything. */
#include <drv_types.h>

u8 rtw_copy_example(_adapter *padapter, u8 *pbuf, u16 length)
{
	struct cmd_obj *ph2c;
	u8 *extra_cmd_buf;

	ph2c = (struct cmd_obj *)rtw_malloc(sizeof(struct cmd_obj));
	if (ph2c == NULL)
		return _FAIL;
	_rtw_memcpy(ph2c, &padapter->cmdpriv.example, sizeof(struct cmd_obj));

	extra_cmd_buf = rtw_malloc(length);
	if (extra_cmd_buf == NULL) {
		rtw_mfree((u8 *)ph2c, sizeof(struct cmd_obj));
		return _FAIL;
	}
	_rtw_memcpy(extra_cmd_buf, pbuf, length);
	ph2c->parmbuf = extra_cmd_buf;

	return rtw_enqueue_cmd(&padapter->cmdpriv, ph2c);
}
