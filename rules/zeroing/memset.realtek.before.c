/* Realtek's wireless drivers, which bring their own names for everything. */
#include <drv_types.h>

s32 rtw_init_example(_adapter *padapter)
{
	struct recv_priv *precvpriv = &padapter->recvpriv;
	u8 *pbuf;

	precvpriv->pallocated_frame_buf = rtw_vmalloc(NR_RECVFRAME * sizeof(union recv_frame) + RXFRAME_ALIGN_SZ);
	if (precvpriv->pallocated_frame_buf == NULL)
		return _FAIL;
	_rtw_memset(precvpriv->pallocated_frame_buf, 0, NR_RECVFRAME * sizeof(union recv_frame) + RXFRAME_ALIGN_SZ);

	pbuf = rtw_malloc(MAX_BUF);
	if (!pbuf)
		return _FAIL;
	_rtw_memset(pbuf, 0, MAX_BUF);
	precvpriv->pbuf = pbuf;
	return _SUCCESS;
}

u8 rtw_command_example(_adapter *padapter)
{
	struct cmd_obj *pcmd;
	struct drvextra_cmd_parm *pparm;

	pcmd = (struct cmd_obj *)rtw_malloc(sizeof(struct cmd_obj));
	if (pcmd == NULL)
		return _FAIL;
	_rtw_memset((unsigned char *)pcmd, 0, sizeof(struct cmd_obj));

	pparm = (struct drvextra_cmd_parm *)rtw_malloc(sizeof(struct drvextra_cmd_parm));
	if (pparm == NULL) {
		rtw_mfree((u8 *)pcmd, sizeof(struct cmd_obj));
		return _FAIL;
	}
	memset(pparm, 0, sizeof(struct drvextra_cmd_parm));

	return rtw_enqueue_cmd(&padapter->cmdpriv, pcmd, pparm);
}
