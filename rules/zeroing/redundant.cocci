/// Do not clear memory that its allocator has zeroed already.
// Confidence: High
// Family: kzalloc
// Guards: policy, zero-already, outside-macro, inside x, value-unused, pure x, only-source x, same-object x, untouched x,
//  lives-on x
// Subject: do not clear again what {zeroing}() has zeroed
@@
expression x, n, E;
identifier m;
@@
  x = kzalloc(n, ...)
  <+...
(
- memset(x, 0, E);
|
- memset(&x->m, 0, E);
|
- memset(x->m, 0, E);
|
- _rtw_memset(x, 0, E);
|
- _rtw_memset(&x->m, 0, E);
|
- _rtw_memset(x->m, 0, E);
)
  ...+>
