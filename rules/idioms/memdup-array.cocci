/// Duplicate an array with kmemdup_array() instead of an allocation and memcpy().
// Confidence: High
// Group: idioms
// Guards: policy, has-api, outside-macro, value-unused, whole-copy x n s, no-string, same-source, at-once
// Subject: use kmemdup_array() instead of an allocation and memcpy()
@@
expression x, src, n, s, flags;
@@
  x =
- \(kmalloc_array\|kcalloc\)(n, s, flags)
+ kmemdup_array(src, n, s, flags)
  ...
- memcpy(x, src, \(n * s\|array_size(n, s)\|size_mul(n, s)\));
