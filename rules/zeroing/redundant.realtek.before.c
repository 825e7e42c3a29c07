/* Realtek's wireless drivers, which bring their own names for everything. */
#include <drv_types.h>

u8 *rtw_clear_example(_adapter *padapter)
{
	u8 *pbuf = rtw_zmalloc(MAX_BUF);

	if (!pbuf)
		return NULL;
	_rtw_memset(pbuf, 0, MAX_BUF);
	padapter->example = 1;
	return pbuf;
}
