/// Allocate zeroed memory instead of clearing it with memset().
// Confidence: High
// Family: kmalloc -> kzalloc
// Guards: policy, has-twin, outside-macro, value-unused, pure x n, whole-object x n, plain-cache, only-source x, same-object x, every-path x, untouched x, unchanged x n
// Subject: use {zeroing}() instead of {plain}() and memset()
@@
expression x, n;
@@
  x =
- kmalloc
+ kzalloc
  (n, ...)
  ...
- memset(x, 0, n);
