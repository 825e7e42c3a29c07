/// Duplicate memory with kmemdup() and its family instead of an allocation and memcpy().
// Confidence: High
// Group: idioms
// Guards: policy, has-api, outside-macro, value-unused, whole-copy x n, no-string, same-source, at-once
// Subject: use kmemdup() instead of an allocation and memcpy()
@@
expression x, src, n, flags;
@@
  x =
- \(kmalloc\|kzalloc\)(n, flags)
+ kmemdup(src, n, flags)
  ...
- memcpy(x, src, n);

@@
expression x, src, n, flags;
@@
  x =
- \(kvmalloc\|kvzalloc\)(n, flags)
+ kvmemdup(src, n, flags)
  ...
- memcpy(x, src, n);

@@
expression x, src, n, flags, dev;
@@
  x =
- \(devm_kmalloc\|devm_kzalloc\)(dev, n, flags)
+ devm_kmemdup(dev, src, n, flags)
  ...
- memcpy(x, src, n);
