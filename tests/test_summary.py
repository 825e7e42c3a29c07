"""What a callee does with what its parameter points to: what is told, and everything that must stay unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzfix.facts.functions import definitions
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType
from kzfix.flow.summary import Summary, summary

TYPES = """
typedef unsigned char u8;
struct list_head { struct list_head *next, *prev; };
struct lock { int held; };
struct part { int x; int y; };
struct head { int len; };
struct box {
	struct head head;
	int a, b;
	char name[16];
	u8 mac[6];
	struct part m;
	struct part arr[3];
	struct part *ptr;
	struct box *next, *self;
	void *data;
	u8 *buf;
	union { int p; long q; } u;
	struct list_head list;
	struct lock lock;
	struct mystery odd;
	int (*op)(struct box *);
	struct box *slots[2];
};
struct dev { void *priv; int count; struct dev *up; };
extern struct box *known_boxes[4];
static struct box *last;
"""
F = "static void f(struct box *q) "


def ask(text: str, number: int = 0, name: str = "f", path: str = "box.c") -> Summary:
    return summary(Lookup(path, (TYPES + text).encode()), name, number)


def flags(answer: Summary) -> str:
    """The initials of what it does besides writing: reads, stores, frees, returns, roams."""
    names = ("reads", "stores", "frees", "returns")
    return "".join(name[0] for name in names if getattr(answer, name)) + ("o" if answer.roams else "")


def paths(answer: Summary) -> set[str]:
    return {".".join(path) for path in answer.writes}


TOLD: list[tuple[str, str, set[str], str]] = [
    ("nothing at all", F + "{ }", set(), ""),
    ("a member", F + "{ q->a = 1; }", {"a"}, ""),
    ("nested members", F + "{ q->m.x = 1; (*q).m.y = 2; q[0].b = 3; }", {"m.x", "m.y", "b"}, ""),
    ("a member of a union", F + "{ q->u.p = 1; }", {"u.p"}, ""),
    ("an element", "static void f(struct box *q, int i) { q->arr[i].x = 1; }", {"arr.[].x"}, ""),
    ("an element of the whole", F + "{ q[1].a = 1; }", {"[].a"}, ""),
    ("the whole", "static void f(struct box *q, struct box *v) { *q = *v; }", {""}, ""),
    ("an update reads", F + "{ q->a++; q->b |= 2; }", {"a", "b"}, "r"),
    ("only compared", "static int f(struct box *q) { if (!q || q == last) return 1; return 0; }", set(), ""),
    ("only measured", "static int f(struct box *q) { return sizeof(*q) + sizeof(q->name); }", set(), ""),
    ("only read", "static int f(struct box *q) { return q->a + q->m.x; }", set(), "r"),
    ("an alias", F + "{ struct box *r = q, *s; s = r; s->a = 1; }", {"a"}, ""),
    ("an alias of a member", F + "{ struct part *r = &q->m; r->x = 1; }", {"m.x"}, ""),
    ("an alias of an array", F + "{ struct part *r = q->arr; r[1].x = r->y; }",
     {"arr.[].x"}, "r"),
    ("an alias that walks", F + "{ struct part *r = &q->arr[0]; for (;;) (r++)->x = 1; }",
     {"arr.[].x"}, ""),
    ("an alias made later in a loop", F + "{ struct box *r = last; while (q) { r->b = 1; r = q; } }",
     {"b"}, "o"),
    ("a parameter that gets a new value", F + "{ q = q->next; q->a = 1; }", {"a"}, "ro"),
    ("a void parameter", "static void f(void *d) { struct box *q = d; q->a = 1; }", {"a"}, ""),
    ("bytes", "static void f(u8 *q, int n) { while (n--) *q++ = 0; }", {"", "[]"}, ""),
    ("another type by a cast", F + "{ ((struct part *)q)->x = 1; }", {"[]"}, "o"),
    ("a number made of it", F + "{ unsigned long n = (unsigned long)q; *(int *)(n + 4) = 1; }",
     {"[]"}, "o"),
    ("arithmetic that leaves a member", F + "{ struct part *r = &q->m; r[1].x = 1; }", {"[]"}, "o"),
    ("through a pointer member", F + "{ q->ptr->x = 1; q->buf[2] = 0; }", set(), "ro"),
    ("through an array of pointers", F + "{ q->slots[1]->a = 1; q->slots[0] = 0; }",
     {"slots.[]"}, "ro"),
    ("a member of unknown type", F + "{ q->odd.thing[1] = 1; }", {"[]"}, "ro"),
    ("stored in a global", F + "{ last = q; }", set(), "rs"),
    ("stored in an array", F + "{ known_boxes[1] = q; }", set(), "rs"),
    ("stored in a static variable", F + "{ static struct box *kept; kept = q; }", set(), "rs"),
    ("stored by another", "static void f(struct dev *d, struct box *q) { d->priv = q; d->count++; }", set(), "rs"),
    ("stored as a number", "static unsigned long n;\n" + F + "{ n = (unsigned long)&q->m; }", set(), "rs"),
    ("itself", F + "{ q->self = q; }", {"self"}, "rs"),
    ("drvdata", "static void f(struct dev *d, struct box *q) { dev_set_drvdata(d, q); }", set(), "rs"),
    ("freed", F + "{ kfree(q->buf); kfree(q); }", set(), "rfo"),
    ("freed by another", "static void g(struct box *r) { kfree(r); }\n" + F + "{ g(q); }", set(), "f"),
    ("returned", "static struct box *f(struct box *q) { return q; }", set(), "R"),
    ("a part of it returned", "static char *f(struct box *q) { return q->name; }", set(), "R"),
    ("a pointer of it returned", "static u8 *f(struct box *q) { return q->buf; }", set(), "r"),
    ("returned either way", "static void *f(struct box *q) { return q ?: last; }", set(), "R"),
    ("returned by a macro", "#define GIVE(v) return v\nstatic void *f(struct box *q) { GIVE(q); }", set(), "rR"),
    ("by another", "static void g(struct part *r) { r->x = 1; }\n" + F + "{ g(&q->m); g(&q->arr[1]); }",
     {"m.x", "arr.[].x"}, ""),
    ("by another as another type",
     "static void g(struct box *r) { r->a = 1; }\n" + F + "{ g((struct box *)&q->m); }", {"[]"}, "o"),
    ("by another through void",
     "static void g(void *d) { struct box *r = d; r->a = 1; }\nstatic void f(void *q) { g(q); }", {"a"}, ""),
    ("elements by another", "static void g(u8 *r, int n) { r[n] = 0; }\n" + F + "{ g(q->mac, 3); }",
     {"mac.[]"}, ""),
    ("elements of no array", "static void g(struct part *r) { r[1].x = 0; }\n" + F + "{ g(&q->m); }",
     {"[]"}, "o"),
    ("memset of a member", F + "{ memset(&q->m, 0, sizeof(q->m)); }", {"m"}, ""),
    ("memset of an array", F + "{ memset(q->arr, 0, sizeof(q->arr)); }", {"arr"}, ""),
    ("memset too long", F + "{ memset(&q->m, 0, sizeof(*q)); }", {"[]"}, "o"),
    ("memset of an unknown length", "static void f(struct box *q, int n) { memset(q, 0, n); }", {"[]"}, "o"),
    ("memcpy through an alias",
     "static void f(struct box *q, void *s) { struct box *r = q; memcpy(r, s, sizeof(*r)); }", {""}, ""),
    ("memcpy out of it", F + "{ struct box r; memcpy(&r, q, sizeof(r)); }", set(), "r"),
    ("what memcpy returns", "static void *f(struct box *q, void *s) { return memcpy(q, s, sizeof(*q)); }", {""}, "R"),
    ("a list head", F + "{ INIT_LIST_HEAD(&q->list); q->a = 1; }", {"list", "a"}, ""),
    ("printed", F + '{ pr_info("%s %p\\n", q->name, q); }', set(), "r"),
    ("a lock of it",
     F + "{ spin_lock(&q->lock); q->a = 1; spin_unlock(&q->lock); }", {"lock", "a"}, "o"),
    ("a call that does not get it", F + "{ start(); q->a = 1; }", {"a"}, "o"),
    ("a call that gets a number of it", F + "{ start(q->a); }", {"a"}, "ro"),
    ("a macro that may write its argument",
     F + "{ PUT_ONCE(q->a, 1); }", {"a"}, "ro"),
    ("a macro of the file that writes", "#define INC(v) (v)++\n" + F + "{ INC(q->a); }", {"a"}, "ro"),
    ("a macro that only reads",
     "#define FULL(b) ((b)->a == 3)\nstatic int f(struct box *q) { return FULL(q) ? 1 : 0; }",
     set(), "r"),
    ("a pointer macro", "#define PART(b) ((b)->arr)\n" + F + "{ struct part *r = PART(q); r->x = 1; }",
     {"[]"}, "ro"),
    ("arms of #if in a body", F + "{\n#ifdef A\n\tq->a = 1;\n#else\n\tq->b = 1;\n#endif\n}",
     {"a", "b"}, ""),
    ("arms that cut statements",
     F + "{\n#ifdef A\n\tif (q->a) {\n#else\n\t{\n#endif\n\t\tq->b = 1;\n\t}\n}", {"b"}, "r"),
    ("two definitions",
     "#ifdef A\n" + F + "{ q->a = 1; }\n#else\n" + F + "{ last = q; }\n#endif\n",
     {"a"}, "rs"),
    ("old style", "int f(q, n)\nstruct box *q;\nint n;\n{\n\tq->a = n;\n\treturn 0;\n}\n", {"a"}, ""),
    ("a fixed parameter before others", "static void f(struct box *q, ...) { q->a = 1; }", {"a"}, ""),
    ("a shadow of another name",
     "static void f(struct box *q, int n) { { int n = 2; q->a = n; } }", {"a"}, ""),
    ("goto", F + "{ again: if (q->a) goto again; q->b = 1; }", {"b"}, "r"),
    ("a statement expression", "static int f(struct box *q) { return ({ q->a = 1; q->b; }); }", {"a"}, "r"),
    ("a list that is walked",
     F + "{ struct box *r; list_for_each_entry(r, &q->list, list) { r->a = 1; } }", set(), "ro"),
]  # fmt: skip

UNKNOWN: list[tuple[str, str]] = [
    ("no such function", "int g(void) { return 0; }"),
    ("only a prototype", "void f(struct box *q);"),
    ("a macro of that name", F + "{ }\n#define f(q) other(q)"),
    ("weak", "void __weak f(struct box *q) { }"),
    ("weak by an attribute", "void __attribute__((weak)) f(struct box *q) { }"),
    ("weak by its prototype", "void __attribute__((weak)) f(struct box *q);\nvoid f(struct box *q) { }"),
    ("an alias by its prototype", 'void f(struct box *q) __attribute__((alias("g")));\n' + F + '{ }'),
    ("only in one arm", "#ifdef A\nint f(struct box *q) { return 0; }\n#endif\nint other;\n"),
    ("a stub and a prototype",
     "#ifdef A\nint f(struct box *q);\n#else\nstatic int f(struct box *q) { return 0; }\n#endif\nint o;"),
    ("cannot be read", F + "{ if (q { ) }"),
    ("container_of", "static void f(struct part *q) { struct box *r = container_of(q, struct box, m); r->a = 1; }"),
    ("a call of an unknown function", F + "{ other(q); }"),
    ("a part given away", F + "{ other(&q->m); }"),
    ("an array given away", F + "{ other(q->name); }"),
    ("an alias given away", F + "{ struct box *r = last; for (;;) { other(r); r = q; } }"),
    ("an alias made by a cast", F + "{ unsigned long n = (unsigned long)q; other(n + 2); }"),
    ("a callback", "static void f(struct box *q, void (*done)(struct box *)) { done(q); }"),
    ("an operation of its own", F + "{ q->op(q); }"),
    ("a variable of a known name", "static void f(struct box *q, void (*kfree)(void *)) { kfree(q); }"),
    ("a known name defined here", "static void kfree(const void *p) { other(p); }\n" + F + "{ kfree(q); }"),
    ("the address of the variable", F + "{ other(&q); }"),
    ("the address of an alias", F + "{ struct box *r = q, **s = &r; (*s)->a = 1; }"),
    ("copied as bytes", F + "{ struct box *r; memcpy(&r, &q, sizeof(q)); r->a = 1; }"),
    ("in a structure of its own", F + "{ struct dev d; d.priv = q; other(&d); }"),
    ("in an initialiser", F + "{ struct dev d = { .priv = q }; other(&d); }"),
    ("in a compound literal", F + "{ last->data = &(struct dev){ .priv = q }; }"),
    ("in an array of its own", F + "{ struct box *all[2]; all[0] = q; other(all); }"),
    ("assembler", F + '{ asm volatile("nop" : "+m"(q->a)); }'),
    ("recursion", F + "{ if (q->a) f(q); }"),
    ("a circle", "static void g(struct box *r);\n" + F + "{ g(q); }\nstatic void g(struct box *r) { f(r); }"),
    ("a shadowed parameter", F + "{ { struct box *q = last; q->a = 1; } }"),
    ("a macro that speaks of it", "#define RESET() q->a = 0\n" + F + "{ RESET(); }"),
    ("a macro that speaks of an alias", "#define R r->a\n" + F + "{ struct box *r = q; R = 1; }"),
    ("a macro that writes through it", "#define SET(b) (b)->a = 1\n" + F + "{ SET(q); }"),
    ("a macro that takes it", "#define TAKE(b) last = b\n" + F + "{ TAKE(q); }"),
    ("a macro that moves it", "#define NEXT(b) b = (b)->next\n" + F + "{ NEXT(q); }"),
    ("a structure given to a macro", F + "{ wait_for(q->lock, 1); }"),
    ("stored, then a call", "static void f(struct dev *d, struct box *q) { d->priv = q; other(d); }"),
    ("stored, then a write from elsewhere",
     "static void f(struct dev *d, struct box *q) { struct box *r; d->priv = q; r = d->up->priv; r->a = 1; }"),
    ("stored, then written as its first member",
     "static void f(struct dev *d, struct box *q) { struct head *h; d->priv = q; h = d->up->priv; h->len = 1; }"),
    ("stored, then freed", "static void f(struct dev *d, struct box *q) { d->priv = q; kfree(d->up->priv); }"),
    ("stored, then a lock", "static void f(struct dev *d, struct box *q) { d->priv = q; spin_unlock(&d->count); }"),
    ("itself, then through it", F + "{ q->self = q; q->self->a = 1; }"),
    ("by another, stored and then a call",
     "static void g(struct box *r) { last = r; }\n" + F + "{ g(q); other(); }"),
    ("varargs", "static void f(struct box *q, ...) { va_list ap; va_start(ap, q); }"),
    ("cleaned up", F + "{ struct box *r __free(kfree) = q; r->a = 1; }"),
    ("a loop nobody knows", F + "{ WALK(q) { start(); } }"),
    ("a walk over itself", F + "{ list_for_each(last, &q->list) { last->a = 1; start(); } }"),
    ("an #include inside", F + '{\n#include "body.h"\n}'),
    ("a %n", F + '{ printk("%n", &q->a); }'),
    ("a function inside", F + "{ void g(void) { q->a = 1; } g(); }"),
    ("an index that is the pointer", F + "{ 2[q].a = 1; }"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "writes", "does"), [case[1:] for case in TOLD], ids=[case[0] for case in TOLD])
def test_what_is_told(text: str, writes: set[str], does: str) -> None:
    number = 1 if "f(struct dev *d, struct box *q" in text else 0
    answer = ask(text, number)
    assert answer.known, answer.where
    assert paths(answer) == writes
    assert answer.returns == ("R" in does)
    assert set(flags(answer)) - {"r"} == set(does.replace("R", "")) - {"r"}
    assert answer.reads == ("r" in does)


@pytest.mark.parametrize("text", [case[1] for case in UNKNOWN], ids=[case[0] for case in UNKNOWN])
def test_what_stays_unknown(text: str) -> None:
    number = 1 if "f(struct dev *d, struct box *q" in text else 0
    assert not ask(text, number).known


def test_an_argument_that_is_no_parameter() -> None:
    assert not ask("static void f(struct box *q, ...) { }", 1).known


def test_each_parameter_is_asked_for_itself() -> None:
    text = "static void f(struct box *q, struct box *r) { q->a = r->b; }"
    assert paths(ask(text, 0)) == {"a"} and not ask(text, 0).reads
    assert paths(ask(text, 1)) == set() and ask(text, 1).reads


def test_a_caller_of_another_type_knows_no_members() -> None:
    answer = ask("static void f(void *d) { struct box *q = d; q->a = 1; }")
    assert answer.paths(CType("struct box")) == {("a",)}
    assert answer.paths(CType("struct head")) == {("[]",)} == answer.paths(None)


def test_it_says_where_or_why() -> None:
    assert ask(F + "{ }").where == f"f at box.c:{TYPES.count(chr(10)) + 1}"
    why = ask("static void f(struct box *q)\n{\n\tother(q);\n}\n").where
    assert f"line {TYPES.count(chr(10)) + 3}: the code of other() is not found" in why


def in_header(tmp_path: Path, header: str, more: str = "") -> Summary:
    (tmp_path / "box.h").write_text(header)
    (tmp_path / "more.h").write_text(more)
    path = tmp_path / "box.c"
    text = '#include "box.h"\n#include "more.h"\n' + TYPES
    return summary(Lookup(str(path), text.encode()), "f", 0)


def test_a_static_inline_of_a_header(tmp_path: Path) -> None:
    answer = in_header(tmp_path, "static inline void f(struct box *q)\n{\n\tq->a = 1;\n}\n")
    assert answer.known and paths(answer) == {"a"} and answer.where == "f at a header:1"


@pytest.mark.parametrize(
    ("header", "more"),
    [
        ("#ifdef A\nint f(struct box *q);\n#else\nstatic inline int f(struct box *q) { return 0; }\n#endif\n", ""),
        ("static inline int f(struct box *q) { return 0; }\n", "int f(struct box *q);\n"),
        ("static inline int f(struct box *q) { return 0; }\n", "#define f(q) other(q)\n"),
        ("int f(struct box *q) { return 0; }\n", ""),
        ("static inline void f(struct box *q) { }\n", "static inline void f(struct box *q) { other(q); }\n"),
    ],
)
def test_a_header_that_shows_only_half(tmp_path: Path, header: str, more: str) -> None:
    assert not in_header(tmp_path, header, more).known


def test_definitions_are_remembered() -> None:
    lookup = Lookup("box.c", b"static int f(int *q, int n) { return *q; }\n")
    (one,) = definitions(lookup, "f")
    assert (one.params, one.static, one.line) == (("q", "n"), True, 1)
    assert definitions(lookup, "f") == (one,)
