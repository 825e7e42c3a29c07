/// Call the zeroing allocator by its name instead of passing __GFP_ZERO.
// Confidence: High
// Family: kmalloc -> kzalloc
// Guards: policy, has-twin, outside-macro
// Subject: use {zeroing}() instead of {plain}() with __GFP_ZERO
@@
expression n, flags;
@@
- kmalloc
+ kzalloc
  (n, flags
- | __GFP_ZERO
  , ...)
