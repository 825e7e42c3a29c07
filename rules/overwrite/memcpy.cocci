/// Do not zero memory that is overwritten as a whole before anybody reads it.
///
/// What writes all of it is a copy, an assignment of the whole structure, or a function that fills a buffer. Where such
/// a function can fail, the object must not be read after it did.
// Confidence: Moderate
// Family: kzalloc -> kmalloc
// Guards: policy, has-twin, outside-macro, whole-object x n, same-object x, unread x, every-path x, unseen x,
//  unchanged x n, padding x
// Subject: do not zero memory that is overwritten at once: use {plain}() instead of {zeroing}()
@@
expression x, n, E, F;
constant C != {0, NULL};
@@
  x =
- kzalloc
+ kmalloc
  (n, ...)
  ...
(
  memcpy(x, E, n)
|
  _rtw_memcpy(x, E, n)
|
  memmove(x, E, n)
|
  memset(x, C, n)
|
  memset16(x, E, n)
|
  memset32(x, E, n)
|
  memset64(x, E, n)
|
  *x = E
|
  copy_from_user(x, E, n)
|
  __copy_from_user(x, E, n)
|
  DRM_COPY_FROM_USER(x, E, n)
|
  copy_from_bpfptr(x, E, n)
|
  memcpy_from_msg(x, E, n)
|
  nla_memcpy(x, E, n)
|
  skb_copy_from_linear_data(E, x, n)
|
  memcpy_fromio(x, E, n)
|
  get_random_bytes(x, n)
|
  copy_from_iter_full(x, n, E)
|
  copy_from_iter(x, n, E)
|
  copy_from_sockptr(x, E, n)
|
  of_property_read_u32_array(E, F, x, n)
|
  skb_copy_bits(E, F, x, n)
|
  sg_copy_to_buffer(E, F, x, n)
)
