/// Do not set members to zero one by one in memory that its allocator has zeroed.
///
/// Some write such stores to say what a member begins with, so this is for those who ask for it.
// Confidence: Moderate
// Group: stores
// Family: kzalloc
// Guards: policy, zero-already, outside-macro, inside x, pure x, only-source x, same-object x, untouched x, enough
// Subject: do not set to zero what {zeroing}() has zeroed
@@
expression x, n;
identifier m;
@@
  x = kzalloc(n, ...)
  <+...
- x->m = 0;
  ...+>
