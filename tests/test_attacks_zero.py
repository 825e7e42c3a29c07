"""Code that tries to get a store of zero, or a second clearing, removed where the bytes need not be zero any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzfix.config import Settings
from kzfix.engine import Rules, examine, load
from kzfix.model import FileResult, Found, Proved, Refused, Source
from kzfix.rewrite.splice import apply

FIELDS, REDUNDANT = (load(Settings(rule=(name,))) for name in ("zeroing/fields", "zeroing/redundant"))
HEAD = """struct in { int x, y; };
struct list_head { struct list_head *next, *prev; };
struct foo {
	int a, b;
	char buf[8];
	int len;
	struct foo *next, *other[2];
	struct in in, arr[4];
	struct list_head list;
	void *data;
	int *ip;
	int tail[];
};
struct wide { struct foo foo; int z; };
"""
BODY = """MACROSint f(struct foo *d, struct foo *t, int n, int c)
{
	struct foo *p, *q, *r;
	struct in *i;
	int *ip, k;
	void *v;

	p = ALLOC(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	BETWEEN
	ZERO
	return use(p, q, r);
}
"""


def proved(rules: Rules, text: str) -> bool:
    result = examine(Source("f.c", text.encode()), rules, Settings())
    assert not hasattr(result, "error"), result
    assert getattr(result, "unparsed", ()) == ()
    return isinstance(result, Found) and any(isinstance(finding.verdict, Proved) for finding in result.findings)


def code(alloc: str, zero: str, macros: str, between: str) -> str:
    text = BODY.replace("MACROS", macros).replace("ALLOC", alloc).replace("BETWEEN", between).replace("ZERO", zero)
    return HEAD + text


BETWEEN = [
    ("", "((struct foo *)&p->in)->a = 2; i = (struct in *)p; i->x = 4; i->y = 3;"),
    ("", "ip = &p->a; ip[1] = 5; ip[0] = 6;"),
    ("", "ip = &p->b; ip[-1] = 5; *ip = 4;"),
    ("", "(&p->b)[-1] = 5; (&p->a)[1] = 4;"),
    ("", "*(u64 *)&p->a = n;"),
    ("", "((int *)p)[n] = 5;"),
    ("", "v = p; *(int *)v = 5; *(int *)(v + 4) = 3;"),
    ("", "v = &p->in; q = container_of(v, struct foo, in); q->a = 1; q->b = 1;"),
    ("", "memcpy(&p->a, t, 8);"),
    ("", "memcpy(p->buf - 8, t, 8);"),
    ("", "memcpy(p, t, n);"),
    ("", "memcpy(&p->in, t, sizeof(p->in) * 2);"),
    ("", "*(struct in *)p = t->in;"),
    ("", "((struct wide *)p)->foo.a = 3; ((struct wide *)p)->foo.b = 3;"),
    ("", "q = (struct foo *)((unsigned long)p | 1); q->a = 1; q->b = 1;"),
    ("", "unsigned long u = (unsigned long)&p->in; q = (struct foo *)(u - 40); q->a = 4; q->b = 4;"),
    ("", "p->next = p; q = p->next; q->a = 5; q->b = 6;"),
    ("", "p->other[0] = p; p->other[n]->a = 4; p->other[n]->b = 3;"),
    ("", "p->ip = &p->a; *p->ip = 5; p->ip[1] = 2;"),
    ("", "list_add(&p->list, &d->list); list_for_each_entry(q, &d->list, list) { q->a = 5; q->b = 5; }"),
    ("", "d->next = p; t->next->a = 4; t->next->b = 4;"),
    ("", "d->next = p; *t = *d; t->next->a = 4; t->next->b = 4;"),
    ("", "k = ({ p->a = 4; p->b = 4; 3; });"),
    ("", "if (c && (p->a = n) && (p->b = n)) use3(c);"),
    ("", "switch (c) { case 1: p->a = 4; p->b = 4; case 2: break; }"),
    ("", "for (k = 0; k < n; k++) { if (k) { p->a = 2; p->b = 1; continue; } use3(k); }"),
    ("", "goto in; for (k = 0; k < n; k++) { p->a = 2; p->b = 2; in: use3(n); }"),
    ("", "if (setjmp(d)) { p->a = 4; p->b = 4; longjmp(d, 1); }"),
    ("", 'asm volatile("" : : "r" (p) : "memory");'),
    ("", "get_user(p->a, d); get_user(p->b, d);"),
    ("", "swap(*p, *d);"),
    ("", "p->buf[-4] = 4; p->buf[-8] = 4;"),
    ("", "*(p->buf - 4) = 4; *(p->buf - 8) = 4;"),
    ("", "p->tail[-30] = 4; p->tail[-31] = 4;"),
    ("", "p->arr[-1].x = 4;"),
    ("", "p[n].a = 4; p[n].b = 4;"),
    ("", "n[p].a = 4; n[p].b = 4;"),
    ("", "d->data = p; add_timer(&d->timer); msleep(1);"),
    ("", 'request_irq(n, handler, 0, "x", p); msleep(1);'),
    ("", "q = krealloc(p, 2 * sizeof(*p), GFP_KERNEL); q->a = 3; q->b = 4;"),
    ("", "struct foo *v2[2]; v2[c] = p; v2[0]->a = 3; v2[0]->b = 4;"),
    ("", "struct { struct foo *p; int k; } s, s2; s.p = p; s2 = s; s2.p->a = 3; s2.p->b = 3;"),
    ("", "struct foo **pp = &p; (*pp)->a = 4; (*pp)->b = 4;"),
    ("", "volatile struct foo *vp = p; vp->a = 3; vp->b = 3;"),
    ("#define A(x) (x)->a\n#define B(x) (x)->b\n", "A(p) = 4; B(p) = 3;"),
    ("#define AS(x) (*(struct foo *)(x))\n", "AS(p).a = 4; AS(p).b = 4;"),
    ("#define SET(x) do { (x)->a = 3; (x)->b = 4; } while (0)\n", "SET(p);"),
    ("#define alias a\n#define blias b\n", "p->alias = 4; p->blias = 3;"),
    ("static void set(int *x) { x[-1] = 1; x[0] = 1; }\n", "set(&p->b);"),
    ("static void set(char *x) { memset(x - 8, 1, 8); }\n", "set(p->buf);"),
    ("static int *get(struct foo *x) { return &x->a; }\n", "ip = get(p); ip[0] = 1; ip[1] = 3;"),
    ("static void set(struct foo *x) { x->next->a = 1; x->next->b = 1; }\n", "p->next = p; set(p);"),
    (
        "static struct foo *g;\nstatic void keep(struct foo *x) { g = x; }\n"
        "static void set(void) { g->a = g->b = 1; }\n",
        "keep(p); set();",
    ),
]


@pytest.mark.parametrize(("macros", "between"), BETWEEN)
def test_nothing_of_this_is_still_zero(macros: str, between: str) -> None:
    assert not proved(FIELDS, code("kmalloc", "p->a = 0;\n\tp->b = 0;", macros, between))
    again = "memset(&p->a, 0, sizeof(p->a));\n\tmemset(&p->b, 0, sizeof(p->b));"
    assert not proved(REDUNDANT, code("kzalloc", "memset(p, 0, sizeof(*p));", macros, between))
    assert not proved(REDUNDANT, code("kzalloc", again, macros, between))


@pytest.mark.parametrize(
    ("between", "zero"),
    [
        ("p->len = 4;", "memset(p->buf, 0, 12);"),
        ("p->len = 4;", "memset(p->buf, 0, n);"),
        ("p->len = 4;", "memset(p->buf, 0, sizeof(struct foo));"),
        ("p->len = 4;", "memset(&p->a, 0, 20);"),
        ("p->arr[3].x = 4;", "memset(&p->arr[1], 0, sizeof(struct in) * 3);"),
        ("p->arr[3].x = 4;", "memset(p->arr, 0, sizeof(p->arr));"),
        ("p->arr[3].x = 4;", "p->arr[n].x = 0;\n\tp->arr[c].x = 0;"),
        ("memcpy(p->buf, t, sizeof(p->buf) + 4);", "p->len = 0;\n\tp->len = 0;"),
        ("strscpy(p->buf, (char *)t, 12);", "p->len = 0;\n\tp->len = 0;"),
    ],
)
def test_a_length_that_runs_past_its_member(between: str, zero: str) -> None:
    assert not proved(FIELDS, code("kmalloc", zero, "", between))


@pytest.mark.parametrize(
    ("zero", "left"),
    [
        ("k = p->a = p->b = 0;", "k = 0;"),
        ("p->a = p->b = k = n;", "p->a = p->b = k = n;"),
        ("p->a = 1;\n\tp->a = 0;\n\tp->b = 0;\n\tp->len = 0;", "p->a = 1; p->a = 0;"),
        ("p->a = 0;\n\tp->b = 0;\n\tp->a = 1;", "p->a = 1;"),
        (
            "for (k = 0; k < 4; k++)\n\t\tp->arr[k].x = 0;\n\tp->a = 0;\n\tp->b = 0;",
            "for (k = 0; k < 4; k++) p->arr[k].x = 0;",
        ),
        ("if (n)\n\t\tp->a = 0;\n\telse\n\t\td->a = 3;\n\tp->b = 0;", "if (!n) d->a = 3;"),
        ("while ((p->a = p->b = 0))\n\t\tuse3(n);", "while ((p->a = p->b = 0)) use3(n);"),
        ("p->data = d;\n\tmemset(p->buf, 0, sizeof(p->buf));\n\tp->in.x = 0;", "p->data = d;"),
        ("p->a = MYSTERY;\n\tp->b = 0;\n\tp->len = 0;", "p->a = MYSTERY;"),
        ("p->a &= 0;\n\tp->b = 0;\n\tp->len = 0;", "p->a &= 0;"),
    ],
)  # fmt: skip
def test_what_is_left_of_stores(zero: str, left: str) -> None:
    text = code("kmalloc", zero, "", "k = n;")
    result = examine(Source("f.c", text.encode()), FIELDS, Settings())
    now = apply(result.before, result.edits).decode() if isinstance(result, Found) else text
    between = now[now.index("k = n;") + len("k = n;") : now.rindex("return use")]
    assert " ".join(between.split()) == left


DMA = """void *f(struct device *dev, struct cmd *cmd, int n)
{
	dma_addr_t bus;
	void *p;

	p = dma_alloc_coherent(dev, n, &bus, GFP_KERNEL);
	if (!p)
		return NULL;
	BETWEEN
	memset(p, 0, n);
	return p;
}
"""


@pytest.mark.parametrize(
    "between",
    ["writel(bus, cmd);", "cmd->address = bus;\n\trun(cmd);", "again: cmd->address = bus; if (run(cmd)) goto again;"],
)
def test_a_device_writes_what_it_knows_the_address_of(between: str) -> None:
    assert not proved(REDUNDANT, DMA.replace("BETWEEN", between))


@pytest.mark.parametrize("between", ["", "cmd->address = bus;", "if (dma_mapping_error(dev, bus))\n\t\treturn NULL;"])
def test_an_address_that_no_device_was_given(between: str) -> None:
    assert proved(REDUNDANT, DMA.replace("BETWEEN", between))


def tree(folder: Path, header: str) -> Path:
    """A small kernel tree with a driver that clears coherent memory again."""
    (folder / "include" / "linux").mkdir(parents=True)
    (folder / "Makefile").write_text("")
    (folder / "include" / "linux" / "dma-mapping.h").write_text(header)
    (folder / "drivers").mkdir()
    return folder / "drivers" / "ring.c"


def judged(path: Path) -> FileResult:
    return examine(Source(str(path), DMA.replace("BETWEEN", "").encode()), REDUNDANT, Settings())


@pytest.mark.parametrize("other", ["void *dma_zalloc_coherent(void);", "void daemonize(const char *name, ...);"])
def test_coherent_memory_was_not_always_zero(tmp_path: Path, other: str) -> None:
    result = judged(tree(tmp_path / "old", f"void *dma_alloc_coherent(void);\n{other}\n"))
    assert isinstance(result, Found)
    verdict = result.findings[0].verdict
    assert isinstance(verdict, Refused)
    assert verdict.guard == "zero-already"
    new = judged(tree(tmp_path / "new", "void *dma_alloc_coherent(void);\n"))
    assert isinstance(new, Found)
    assert isinstance(new.findings[0].verdict, Proved)


def test_a_stub_of_some_machines_says_nothing(tmp_path: Path) -> None:
    path = tree(tmp_path, "void *dma_alloc_coherent(void);\n")
    stub = "static inline int set_memory_decrypted(unsigned long at, int pages)\n{\n\treturn 0;\n}\n"
    (tmp_path / "include" / "linux" / "set_memory.h").write_text(
        f"#ifndef SET_MEMORY_H\n#define SET_MEMORY_H\n#include <asm/set_memory.h>\nint other(void);\n"
        f"#ifndef CONFIG_ARCH_HAS_MEM_ENCRYPT\n{stub}#endif\nint another(void);\n#endif\n"
    )
    text = """#include <linux/set_memory.h>
void *f(struct hv *hv)
{
	hv->page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!hv->page)
		return NULL;
	if (set_memory_decrypted((unsigned long)hv->page, 1))
		return NULL;
	memset(hv->page, 0, PAGE_SIZE);
	return hv->page;
}
"""
    result = examine(Source(str(path), text.encode()), REDUNDANT, Settings())
    assert isinstance(result, Found)
    assert isinstance(result.findings[0].verdict, Refused)


def test_a_callee_that_only_computes_leaves_shared_memory_alone() -> None:
    text = """static bool fits(struct dev *dev, void *p, unsigned long n)
{
	return dev->any || (((unsigned long)p ^ ((unsigned long)p + n)) >> 16) == 0;
}
int f(struct dev *dev, int n)
{
	dev->ring = dma_alloc_coherent(dev->dev, n, &dev->bus, GFP_KERNEL);
	if (!dev->ring)
		return -ENOMEM;
	if (!CALL)
		return -EIO;
	memset(dev->ring, 0, n);
	return 0;
}
"""
    assert proved(REDUNDANT, text.replace("CALL", "fits(dev, dev->ring, n)"))
    assert not proved(REDUNDANT, text.replace("CALL", "start(dev, dev->ring, n)"))
    running = text.replace("return dev->any", "dev->run(dev);\n\treturn dev->any")
    assert not proved(REDUNDANT, running.replace("CALL", "fits(dev, dev->ring, n)"))
