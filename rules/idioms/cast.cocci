/// Leave out the cast of the `void *` that an allocator returns.
// Confidence: High
// Group: idioms
// Guards: policy, outside-macro, needless-cast
// Subject: drop the cast of an allocator's result
@@
type T;
@@
- (T *)
  \(kmalloc\|kzalloc\|kcalloc\|kmalloc_array\|kmalloc_node\|kzalloc_node\|
     kcalloc_node\|kmalloc_array_node\|krealloc\|krealloc_array\|kmemdup\|
     kvmalloc\|kvzalloc\|kvmalloc_node\|kvzalloc_node\|kvmalloc_array\|
     kvcalloc\|vmalloc\|vzalloc\|vmalloc_node\|vzalloc_node\|vmalloc_user\|
     vmalloc_32\|devm_kmalloc\|devm_kzalloc\|devm_kcalloc\|
     devm_kmalloc_array\|devm_kmemdup\|kmem_cache_alloc\|kmem_cache_zalloc\|
     kmem_cache_alloc_node\|mempool_alloc\|dma_pool_alloc\|dma_pool_zalloc\|
     dma_alloc_coherent\|memdup_user\|vmemdup_user\)(...)

@@
type T;
@@
- (T **)
  \(kmalloc\|kzalloc\|kcalloc\|kmalloc_array\|kmalloc_node\|kzalloc_node\|
     kcalloc_node\|kmalloc_array_node\|krealloc\|krealloc_array\|kmemdup\|
     kvmalloc\|kvzalloc\|kvmalloc_node\|kvzalloc_node\|kvmalloc_array\|
     kvcalloc\|vmalloc\|vzalloc\|vmalloc_node\|vzalloc_node\|vmalloc_user\|
     vmalloc_32\|devm_kmalloc\|devm_kzalloc\|devm_kcalloc\|
     devm_kmalloc_array\|devm_kmemdup\|kmem_cache_alloc\|kmem_cache_zalloc\|
     kmem_cache_alloc_node\|mempool_alloc\|dma_pool_alloc\|dma_pool_zalloc\|
     dma_alloc_coherent\|memdup_user\|vmemdup_user\)(...)
