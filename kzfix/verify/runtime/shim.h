/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kernel code takes for granted, for a file that stands on its own. It stands in for the kernel's headers where there
 * are none; the allocators and what fills memory come from kzfix's tables.
 */
#ifndef KZ_SHIM_H
#define KZ_SHIM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8, __u8;
typedef uint16_t u16, __u16, __le16, __be16;
typedef uint32_t u32, __u32, __le32, __be32;
typedef uint64_t u64, __u64, __le64, __be64;
typedef int8_t s8, __s8;
typedef int16_t s16, __s16;
typedef int32_t s32, __s32;
typedef int64_t s64, __s64;
typedef unsigned int gfp_t, uint, umode_t;
typedef unsigned long ulong;
typedef unsigned short ushort;
typedef long ssize_t, loff_t;
typedef u64 dma_addr_t, phys_addr_t, resource_size_t;

#define __user
#define __iomem
#define __percpu
#define __rcu
#define __init
#define __exit
#define __must_check
#define __maybe_unused
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define noinline
#define inline __inline
#define likely(x) (x)
#define unlikely(x) (x)
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)

#define GFP_KERNEL 0xcc0u
#define GFP_ATOMIC 0x820u
#define GFP_NOWAIT 0x800u
#define GFP_NOIO 0xc00u
#define GFP_NOFS 0xc40u
#define GFP_USER 0x100cc0u
#define GFP_DMA 0x1u
#define __GFP_HARDWALL 0x100000u
#define __GFP_NOWARN 0x2000u
#define __GFP_ZERO 0x100u
#define PAGE_SIZE 4096ul
#define PAGE_SHIFT 12
#define BITS_PER_LONG 64
#define BITS_TO_LONGS(n) (((n) + 63) / 64)
#define SIZE_MAX (~0ul)

#define EPERM 1
#define ENOENT 2
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define EBUSY 16
#define ENODEV 19
#define EINVAL 22
#define ENOSPC 28

#define ERR_PTR(e) ((void *)(long)(e))
#define PTR_ERR(p) ((long)(p))
#define IS_ERR(p) ((unsigned long)(p) >= (unsigned long)-4095)
#define IS_ERR_OR_NULL(p) (!(p) || IS_ERR(p))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define min(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(t, a, b) min((t)(a), (t)(b))
#define max_t(t, a, b) max((t)(a), (t)(b))
#define struct_size(p, member, n) (sizeof(*(p)) + sizeof((p)->member[0]) * (n))
#define array_size(a, b) ((a) * (b))
#define flex_array_size(p, member, n) (sizeof((p)->member[0]) * (n))
#define cpu_to_le16(x) (x)
#define cpu_to_le32(x) (x)
#define cpu_to_be16(x) __builtin_bswap16(x)
#define cpu_to_be32(x) __builtin_bswap32(x)
#define htons(x) __builtin_bswap16(x)
#define htonl(x) __builtin_bswap32(x)
#define bitmap_zero(p, n) memset((p), 0, BITS_TO_LONGS(n) * sizeof(long))
#define clear_page(p) memset((p), 0, PAGE_SIZE)
#define BUG_ON(x) ((x) ? __builtin_trap() : (void)0)
#define WARN_ON(x) (!!(x))
#define WARN_ON_ONCE(x) (!!(x))

void *memset(void *, int, size_t);
void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
int memcmp(const void *, const void *, size_t);
size_t strlen(const char *);
size_t strnlen(const char *, size_t);
int strcmp(const char *, const char *);
int strncmp(const char *, const char *, size_t);
char *strcpy(char *, const char *);
char *strncpy(char *, const char *, size_t);
char *strcat(char *, const char *);
char *strchr(const char *, int);
int sprintf(char *, const char *, ...);
int snprintf(char *, size_t, const char *, ...);

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD(name) struct list_head name = { &name, &name }
#define list_entry(p, type, member) container_of(p, type, member)
#define list_first_entry(p, type, member) list_entry((p)->next, type, member)
#define list_for_each_entry(p, head, member)                                                                           \
	for (p = list_entry((head)->next, __typeof__(*p), member); &p->member != (head);                               \
	     p = list_entry(p->member.next, __typeof__(*p), member))

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list->prev = list;
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	entry->next = head->next;
	entry->prev = head;
	head->next->prev = entry;
	head->next = entry;
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	list_add(entry, head->prev);
}

static inline void list_del(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
}

static inline int list_empty(const struct list_head *head)
{
	return head->next == head;
}

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned int locked;
} spinlock_t;

struct mutex {
	unsigned long owner;
	struct list_head waiters;
};

struct device;
struct kmem_cache;

#define atomic_set(v, i) ((v)->counter = (i))
#define atomic_read(v) ((v)->counter)
#define atomic_inc(v) ((void)(v)->counter++)
#define spin_lock_init(lock) ((lock)->locked = 0)

void mutex_init(struct mutex *);
void mutex_lock(struct mutex *);
void mutex_unlock(struct mutex *);
void spin_lock(spinlock_t *);
void spin_unlock(spinlock_t *);
void msleep(unsigned int);
void schedule(void);
int capable(int);
int printk(const char *, ...);
#define pr_err printk
#define pr_info printk
#define pr_debug printk
void kfree(const void *);
void kvfree(const void *);
void vfree(const void *);
void kfree_sensitive(const void *);
void devm_kfree(struct device *, const void *);
void kmem_cache_free(struct kmem_cache *, void *);
void bitmap_free(const unsigned long *);
void free_page(unsigned long);
void free(void *);

#endif
