/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A registry of people, kept in the kernel for the sake of the example.
 */
#ifndef _PEOPLE_H
#define _PEOPLE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define PERSON_NAME_LEN		32
#define JOURNAL_SLOTS		64
#define SCRATCH_SIZE		512
#define CLUB_WALL_SIZE		4096

struct address {
	char street[48];
	char city[32];
	u32 postcode;
};

struct hobby {
	char title[24];
	u16 hours_per_week;
};

struct person {
	char name[PERSON_NAME_LEN];
	u8 age;
	unsigned int nr_hobbies;
	struct hobby *hobbies;
	struct address *address;
	struct list_head node;
};

typedef struct person person_t;

struct household {
	struct person *head;
	struct person *members[8];
	struct address *address;
};

struct journal_entry {
	u64 when;
	u32 event;
	u32 length;
	char text[48];
};

struct journal {
	struct journal_entry *slots;
	unsigned long *bitmap;
	size_t size;
};

struct club {
	char name[24];
	spinlock_t lock;
	struct list_head members;
	unsigned int nr_members;
	u32 fee;
	struct person *treasurer;
	u8 rooms[8];
	void *wall;
	dma_addr_t wall_handle;
};

struct device;

/* person.c */
struct person *person_new(const char *name, u8 age, gfp_t gfp);
struct person *person_empty(gfp_t gfp);
struct person *person_anonymous(void);
int person_create(struct person **out, const char *name);
person_t *person_twin(const person_t *of);
struct person *person_on_node(int node);
void person_free(struct person *person);

/* address.c */
struct address *address_new(gfp_t gfp);
struct address *address_parse(const char *street, u32 postcode);
struct address *address_copy(const struct address *from);
int household_settle(struct household *house, gfp_t gfp);
int household_fill(struct household *house, unsigned int nr);

/* hobby.c */
int person_set_hobbies(struct person *person, unsigned int nr);
struct hobby *hobby_table(size_t nr);
struct hobby *hobby_table_exact(size_t nr);
struct hobby **hobby_rows(unsigned int rows, unsigned int columns);
char *hobby_title_buffer(void);
int people_give_hobbies(struct list_head *people);

/* device.c */
int people_device_register(void);
void people_device_unregister(void);

/* journal.c */
struct journal *journal_open(size_t slots);
struct journal *journal_open_small(void);
void journal_close(struct journal *journal);
unsigned long journal_page(void);

/* cache.c */
int people_cache_init(void);
void people_cache_exit(void);
struct person *people_cache_get(void);
struct address *address_cache_get(void);

/* club.c */
struct club *club_found(const char *name, u32 fee);
struct club *club_copy(const struct club *from);
u32 *club_fees(const void __user *from, size_t nr);
char *club_motto(const char *from, size_t length);
int club_wall(struct device *dev, struct club *club);
u8 *club_stamps(size_t nr);

/* legacy.c */
struct journal_entry *legacy_entry(u32 length);
struct person *legacy_person(const char *name);
struct person *legacy_publish(struct list_head *people, const char *name);
void legacy_scan(struct list_head *people);
struct hobby *legacy_grow(struct hobby *hobbies, size_t nr);
char *legacy_buffer(const char *from, size_t length);

#endif /* _PEOPLE_H */
