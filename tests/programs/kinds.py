"""What the programs allocate: a few structures, arrays of them and bytes, with their members; and the text that all
programs of a unit share. In the texts of this room `@` stands for a pointer to the object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object. `members` are scalars, `parts` addresses inside it with the size of what stands there."""

    name: str  # what its functions begin with
    type: str
    members: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    pointers: tuple[str, ...] = ()


ITEM = Kind(
    "item",
    "struct item",
    ("@->id", "@->kind", "@->total", "@->at.x", "@->at.y", "@->range.lo", "@->range.hi", "@->u.whole", "@->u.half[1]",
     "@->ready", "@->mode", "@->slots[0]", "@->slots[3]", "@->slots[n & 3]", "@->name[2]"),
    (("&@->at", "sizeof(@->at)"), ("@->slots", "sizeof(@->slots)"), ("&@->range", "sizeof(@->range)"),
     ("&@->u", "sizeof(@->u)"), ("@->name", "10"), ("&@->total", "sizeof(long)"), ("&@->slots[1]", "8")),
    ("@->head", "@->priv", "@->where"),
)  # fmt: skip
FLAT = Kind(
    "flat", "struct flat", ("@->a", "@->b", "@->c"), (("&@->a", "sizeof(@->a)"), ("&@->c", "sizeof(@->c)")),
)  # fmt: skip
PACK = Kind("pack", "struct pack", ("@->count", "@->len"), (("&@->count", "4"), ("&@->len", "sizeof(u16)")))
BYTES = Kind("bytes", "u8", ("@[0]", "@[5]", "*@", "@[n & 7]"), (("@", "4"), ("@ + 8", "8"), ("&@[2]", "2")))
KINDS = (ITEM, FLAT, PACK, BYTES)

TYPES = """#define CONFIG_A 1

struct point {
	short x;
	int y;
};

struct node {
	struct node *next;
	int key;
	u8 tag;
};

struct item {
	int id;
	u8 kind;
	long total;
	struct point at;
	struct {
		int lo, hi;
	} range;
	union {
		int whole;
		u8 half[2];
	} u;
	unsigned int ready : 1, mode : 3;
	int slots[4];
	char name[10];
	struct node *head;
	void *priv;
	struct point *where;
};
typedef struct item item_t;

struct flat {
	u32 a, b;
	u64 c;
};
typedef struct flat flat_t;

struct pack {
	int count;
	u16 len;
	struct point data[];
};
typedef struct pack pack_t;
typedef u8 bytes_t;

struct box {
	struct item *item;
	struct flat *flat;
	struct pack *pack;
	u8 *bytes;
	int n;
	struct node node;
};

int ask(void);
void tell(int v);
int use(void *p);
void keep(void *p);
int look(const void *p);

static struct mutex g_lock;
static int g_count;

static void lessen(size_t *n)
{
	*n = *n / 2 + 1;
}

static void count_up(int *v)
{
	*v = (*v & 15) + 1;
}

#define MARK(v) ((v) = 1)
#define TELL(v) tell(v)
#define DROP(p) do { kfree(p); (p) = NULL; } while (0)
"""

_CALLEES = """
static TYPE *g_NAME;

static void NAME_set(TYPE *p, int v)
{
	FIRST = v;
}

static int NAME_get(const TYPE *p)
{
	return SECOND;
}

static void NAME_maybe(TYPE *p, int v)
{
	if (v > 1)
		SECOND = v;
}

static void NAME_both(TYPE *p, int v)
{
	tell(v);
	NAME_set(p, v);
}

static void NAME_publish(TYPE *p)
{
	g_NAME = p;
}

static void NAME_drop(TYPE *p)
{
	tell(1);
	kfree(p);
}

static TYPE *NAME_same(TYPE *p)
{
	return p;
}

static void NAME_swap(TYPE **p, TYPE *other)
{
	if (other)
		*p = other;
}

static void NAME_wipe(TYPE *p)
{
	memset(p, 0, sizeof(*p));
}

static int NAME_check(TYPE *p, int v)
{
	if (!p)
		return -ENOMEM;
	tell(v);
	return 0;
}
"""


def _callees(kind: Kind) -> str:
    names = {"TYPE": kind.type, "NAME": kind.name}
    first, second = (member.replace("@", "p") for member in kind.members[:2])
    text = _CALLEES
    for word, value in {**names, "FIRST": first, "SECOND": second}.items():
        text = text.replace(word, value)
    return text


HEAD = TYPES + "".join(map(_callees, KINDS))
