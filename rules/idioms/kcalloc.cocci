/// Leave the product of a number and a size to the allocator, which looks for overflow.
// Confidence: High
// Group: idioms
// Guards: policy, has-api, outside-macro, plain-factor n
// Subject: use kcalloc() and its family instead of a product
@@
type T;
expression n, flags, dev, node;
@@
(
- kmalloc(n * sizeof(T), flags)
+ kmalloc_array(n, sizeof(T), flags)
|
- kzalloc(n * sizeof(T), flags)
+ kcalloc(n, sizeof(T), flags)
|
- kvmalloc(n * sizeof(T), flags)
+ kvmalloc_array(n, sizeof(T), flags)
|
- kvzalloc(n * sizeof(T), flags)
+ kvcalloc(n, sizeof(T), flags)
|
- devm_kmalloc(dev, n * sizeof(T), flags)
+ devm_kmalloc_array(dev, n, sizeof(T), flags)
|
- devm_kzalloc(dev, n * sizeof(T), flags)
+ devm_kcalloc(dev, n, sizeof(T), flags)
|
- kmalloc_node(n * sizeof(T), flags, node)
+ kmalloc_array_node(n, sizeof(T), flags, node)
|
- kzalloc_node(n * sizeof(T), flags, node)
+ kcalloc_node(n, sizeof(T), flags, node)
|
- vmalloc(n * sizeof(T))
+ vmalloc_array(n, sizeof(T))
|
- vzalloc(n * sizeof(T))
+ vcalloc(n, sizeof(T))
)

@@
expression n, e, flags, dev, node;
@@
(
- kmalloc(n * sizeof(e), flags)
+ kmalloc_array(n, sizeof(e), flags)
|
- kzalloc(n * sizeof(e), flags)
+ kcalloc(n, sizeof(e), flags)
|
- kvmalloc(n * sizeof(e), flags)
+ kvmalloc_array(n, sizeof(e), flags)
|
- kvzalloc(n * sizeof(e), flags)
+ kvcalloc(n, sizeof(e), flags)
|
- devm_kmalloc(dev, n * sizeof(e), flags)
+ devm_kmalloc_array(dev, n, sizeof(e), flags)
|
- devm_kzalloc(dev, n * sizeof(e), flags)
+ devm_kcalloc(dev, n, sizeof(e), flags)
|
- kmalloc_node(n * sizeof(e), flags, node)
+ kmalloc_array_node(n, sizeof(e), flags, node)
|
- kzalloc_node(n * sizeof(e), flags, node)
+ kcalloc_node(n, sizeof(e), flags, node)
|
- vmalloc(n * sizeof(e))
+ vmalloc_array(n, sizeof(e))
|
- vzalloc(n * sizeof(e))
+ vcalloc(n, sizeof(e))
)
