/// Find memory that leaves the kernel with bytes that nobody has written.
///
/// What was there before goes with them. Zeroed memory is the remedy: that is the change which comes with the report.
// Confidence: Moderate
// Group: leak
// Family: kmalloc -> kzalloc
// Guards: policy, has-twin, outside-macro, plain-cache, same-object x, leaks x n
// Subject: use {zeroing}() instead of {plain}(), for not all of the memory is written before it is sent
// Report: memory of {plain}() at line {source} leaves the kernel at line {sink}, not all written: {why}
@@
expression x, n, E, F, G, H, I, J, K, L;
@@
  x =
- kmalloc
+ kzalloc
  (n, ...)
  <+...
(
  copy_to_user(E, x, n)
|
  __copy_to_user(E, x, n)
|
  copy_to_iter(x, n, E)
|
  copy_to_sockptr(E, x, n)
|
  simple_read_from_buffer(E, F, G, x, n)
|
  seq_write(E, x, n)
|
  put_cmsg(E, F, G, n, x)
|
  nla_put(E, F, n, x)
|
  nla_put_nohdr(E, n, x)
|
  nla_put_64bit(E, F, n, x, G)
|
  skb_put_data(E, x, n)
|
  usb_control_msg(E, F, G, H, I, J, x, n, K)
|
  usb_control_msg_send(E, F, G, H, I, J, x, n, K, L)
|
  usb_bulk_msg(E, F, x, n, G, H)
|
  usb_interrupt_msg(E, F, x, n, G, H)
)
  ...+>
