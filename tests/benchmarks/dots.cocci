@@
expression x, n, flags;
@@
  x =
- kmalloc
+ kzalloc
  (n, flags)
  ...
- memset(x, 0, n);
