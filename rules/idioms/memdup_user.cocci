/// Duplicate user memory with memdup_user() or vmemdup_user() instead of an allocation and copy_from_user().
// Confidence: High
// Group: idioms
// Guards: policy, has-api, outside-macro, user-flags, whole-copy x n, same-source, at-once, no-error-pointer, same-failure
// Subject: use memdup_user() instead of an allocation and copy_from_user()
@@
expression x, from, n, flags;
statement S;
@@
  x =
- \(kmalloc\|kzalloc\)(n, flags)
+ memdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     )
	return
-	       -ENOMEM
+	       PTR_ERR(x)
	;
- if (copy_from_user(x, from, n) != 0) S

@@
expression x, from, n, flags;
statement S;
@@
  x =
- \(kmalloc\|kzalloc\)(n, flags)
+ memdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     ) {
	...
	return
-	       -ENOMEM
+	       PTR_ERR(x)
	;
  }
- if (copy_from_user(x, from, n) != 0) S

@@
expression x, from, n, flags, ret;
statement S;
@@
  x =
- \(kmalloc\|kzalloc\)(n, flags)
+ memdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     ) {
	...
	ret =
-	       -ENOMEM
+	       PTR_ERR(x)
	;
	...
  }
- if (copy_from_user(x, from, n) != 0) S

@@
expression x, from, n, flags;
statement S;
@@
  x =
- \(kvmalloc\|kvzalloc\)(n, flags)
+ vmemdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     )
	return
-	       -ENOMEM
+	       PTR_ERR(x)
	;
- if (copy_from_user(x, from, n) != 0) S

@@
expression x, from, n, flags;
statement S;
@@
  x =
- \(kvmalloc\|kvzalloc\)(n, flags)
+ vmemdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     ) {
	...
	return
-	       -ENOMEM
+	       PTR_ERR(x)
	;
  }
- if (copy_from_user(x, from, n) != 0) S

@@
expression x, from, n, flags, ret;
statement S;
@@
  x =
- \(kvmalloc\|kvzalloc\)(n, flags)
+ vmemdup_user(from, n)
  ;
  if (
-     !x
+     IS_ERR(x)
     ) {
	...
	ret =
-	       -ENOMEM
+	       PTR_ERR(x)
	;
	...
  }
- if (copy_from_user(x, from, n) != 0) S
