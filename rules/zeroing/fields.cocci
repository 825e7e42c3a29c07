/// Allocate zeroed memory instead of setting members to zero one by one.
///
/// `x->m` is any place inside the object: a member at any depth, or an element of an array in it. Each store goes, or
/// stays, for itself: what is not proved to be still zero there is left alone.
// Confidence: Moderate
// Family: kmalloc -> kzalloc
// Guards: policy, has-twin, plain-cache, by-member x, structure x n, outside-macro, inside x, value-unused, pure x,
//  only-source x, same-object x, untouched x, counter-unused, enough
// Subject: use {zeroing}() instead of {plain}() and stores of zero
@@
expression x, n, E;
identifier m, i;
@@
  x =
- kmalloc
+ kzalloc
  (n, ...)
  <+...
(
- x->m = 0;
|
- for (i = 0; i < E; i++) x->m[i] = 0;
|
- memset(&x->m, 0, E);
|
- memset(x->m, 0, E);
|
- _rtw_memset(&x->m, 0, E);
|
- _rtw_memset(x->m, 0, E);
|
- bitmap_zero(x->m, E);
|
- cpumask_clear(&x->m);
|
- eth_zero_addr(x->m);
|
- atomic_set(&x->m, 0);
|
- atomic64_set(&x->m, 0);
|
- atomic_long_set(&x->m, 0);
|
- refcount_set(&x->m, 0);
|
- nodes_clear(x->m);
|
- cpus_clear(x->m);
|
- RCU_INIT_POINTER(x->m, NULL);
)
  ...+>
