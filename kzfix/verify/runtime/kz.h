/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between a lifted translation unit and the runtime. Included behind the headers of the unit, whatever they are, so it
 * includes nothing and declares nothing that does not begin with kz_.
 */
#ifndef KZ_H
#define KZ_H

#define KZ_POINTER 5 /* what __builtin_classify_type() says of a pointer */

/* What a function that is not there may be taken to do, in the eyes of whoever proved the change. */
#define KZ_WRITES 1 /* through any pointer that it can reach */
#define KZ_READS 2 /* what it can reach: all of that is part of what is compared */
#define KZ_OTHERS 4 /* lets others run, who write what they can reach */
#define KZ_FREES 8 /* ends the life of the objects that it is given */
#define KZ_ENDS 16 /* does not return */
#define KZ_KEEPS 32 /* leaves what it is given where others find it */
#define KZ_UNTYPED 64 /* its arguments were never declared: what they hold beyond an `int` may be anything */

struct kz_value {
	void *at;
	unsigned long size; /* bytes */
	int class; /* __builtin_classify_type() */
};

struct kz_entry {
	const char *name;
	void (*enter)(void);
};

#define KZ_VALUE(x) { (void *)&(x), sizeof(x), __builtin_classify_type(x) }

extern void kz_stub(const char *name, unsigned int flags, int count, struct kz_value *values, struct kz_value *result);
extern void kz_argument(struct kz_value value);
extern void kz_result(struct kz_value value);
extern void kz_mark(unsigned int place);
#define KZ_UNKNOWN (~0ul) /* the size of an object whose cache or pool alone knows it */

extern unsigned long kz_size; /* of the next such object, if it was found out; or 0 */
extern void *kz_alloc(unsigned long size, unsigned long flags, int zero);
extern void *kz_copy(const void *from, unsigned long size, unsigned long flags, int user);
extern unsigned long kz_fill(const char *name, void *to, unsigned long size, int when);
extern void kz_free(const char *name, const void *object);

#endif
