/// Let struct_size() add up a structure and the elements of its last member.
// Confidence: High
// Group: idioms
// Guards: policy, has-api, outside-macro, flexible-tail
// Subject: use struct_size() in an allocation
@@
type T;
expression p, n, flags;
identifier tail;
@@
  p = \(kmalloc\|kzalloc\|kvmalloc\|kvzalloc\)(
- \(sizeof(*p)\|sizeof(T)\) + n * \(sizeof(p->tail[0])\|sizeof(*p->tail)\)
+ struct_size(p, tail, n)
  , flags)

@@
type T;
expression p, n, flags, dev;
identifier tail;
@@
  p = \(devm_kmalloc\|devm_kzalloc\)(dev,
- \(sizeof(*p)\|sizeof(T)\) + n * \(sizeof(p->tail[0])\|sizeof(*p->tail)\)
+ struct_size(p, tail, n)
  , flags)
