"""Code that was once taken for convertible, or rewritten into something else: each case was a wrong answer."""

from __future__ import annotations

import pytest

from kzfix.config import Settings
from kzfix.engine import Rules, examine, load
from kzfix.model import Found, Proved, Source
from kzfix.prove import GUARDS
from kzfix.rewrite.splice import apply
from kzfix.smpl.load import read_rule

RULES = load(Settings())
HEAD = "struct foo { int a; int len; char *buf; struct foo *next; struct foo in; };\n"
BETWEEN = """{macros}int f(struct foo *d, struct foo *t, int n)
{{
	struct foo *p, *q, *r;

	p = kmalloc(n, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	{between}
	memset(p, 0, n);
	return use(p, q, r);
}}
"""


def proved(text: str) -> bool:
    result = examine(Source("f.c", (HEAD + text).encode()), RULES, Settings())
    assert not hasattr(result, "error"), result
    return isinstance(result, Found) and any(isinstance(finding.verdict, Proved) for finding in result.findings)


@pytest.mark.parametrize(
    ("macros", "between"),
    [
        ("", "*(p + 1) = *t;"),
        ("", "(q = p)->a = 1;"),
        ("", "(n ? p : q)->a = 1;"),
        ("", "q = p; q++; fill(q);"),
        ("", "struct foo s = { .next = p }; s.next->a = 1;"),
        ("", "struct foo *v[2] = { t, p }; fill(v[1]);"),
        ("", "memcpy(&q, &p, sizeof(p)); q->a = 1;"),
        ("", "if (d->next) { kfree(p); p = d->next; }"),
        ("", "n = d->len;"),
        ("", 'my_printf("%ln", p);'),
        ("", 'read_msg("name", p, n);'),
        ("", 'init_msg("%s", p);'),
        ("", "while (!d->a) { p->a = 1; msleep(1); }"),
        ("", "q = dev_name(p); q->a = 1;"),
        ("", "list_for_each_entry(q, &p->next, in) q->a = 1;"),
        ("#define foo_init bar_init\n", "foo_init(p, 3);"),
        ("#define OBJ p\n#define SETA() (OBJ->a = 1)\n", "SETA();"),
        ("#define HDR ((struct foo *)p)\n", "HDR->a = 1;"),
        ("#define INIT_P p->a = 1\n", "INIT_P;"),
        ("#define BUMP() (n += 8)\n", "BUMP();"),
        ("#define inc(x) ((x)++)\n", "inc(n);"),
        ("static void *memset(void *p, int c, int n)\n{\n\treturn fill(p);\n}\n", ""),
        ("static void *\nkmalloc(int n, int f)\n{\n\treturn pool_get(n);\n}\n", ""),
    ],
)
def test_nothing_of_this_is_proved(macros: str, between: str) -> None:
    assert not proved(BETWEEN.format(macros=macros, between=between))


@pytest.mark.parametrize(
    ("size", "between", "cleared"),
    [
        ("(n + 1) * 4", "", "n + 1 * 4"),
        ("n", "", "(u8)n"),
        ("sizeof(n) * 2", "", "sizeof(n * 2)"),
        ("*len", "update(len);", "*len"),
        ("strlen(s) + 1", "trim(s);", "strlen(s) + 1"),
        ("strlen(s) + 1", "s[2] = 0;", "strlen(s) + 1"),
        ("q->len", "memcpy(q, t, sizeof(*q));", "q->len"),
        ("t->len", "memcpy(&t->a, q, sizeof(*t));", "t->len"),
        ("((struct foo *)q)->len", "memcpy(q, t, 64);", "((struct foo *)q)->len"),
        ("v[0]", "v[n] = 4;", "v[0]"),
    ],
)
def test_sizes_that_are_not_the_same(size: str, between: str, cleared: str) -> None:
    text = f"""int f(struct foo *t, char *s, int *len, int n)
{{
	struct foo *q = kmalloc(sizeof(*q), GFP_KERNEL);
	int v[4] = {{ n }};
	void *p;

	if (!q)
		return -ENOMEM;
	q->len = n;
	p = kmalloc({size}, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	{between}
	memset(p, 0, {cleared});
	return use(p, q, v);
}}
"""
    assert not proved(text)


def test_an_else_stays_with_its_if() -> None:
    text = """int f(int q, int n)
{
	void *p;

	if (q)
		if (!(p = kmalloc(n, GFP_KERNEL)))
			return -ENOMEM;
		else
			memset(p, 0, n);
	else
		return go();
	return use(p);
}
"""
    assert not proved(text)


def test_a_macro_of_several_lines_as_a_size() -> None:
    text = """#define SZ (n + \\
	4)
int f(int n)
{
	void *p = kmalloc(SZ, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	n = 8;
	memset(p, 0, SZ);
	return use(p);
}
"""
    assert not proved(text)


OWN = "@@\nexpression x, y;\n@@\n{body}"


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        pytest.param("- div(x, y)\n+ x / y\n", "r = div(a + b, c);", "r = (a + b) / c;", id="precedence"),
        pytest.param("- get(x, y)\n+ x->y\n", "r = get(*p, len);", "r = (*p)->len;", id="postfix"),
        pytest.param("- one(x, y)\n+ two(x, y, 1)\n", "one((a, b), c);", "two((a, b), c, 1);", id="comma"),
        pytest.param("- x = get(y);\n+ x = fetch(y);\n", "r = (u8)get(3);", "r = (u8)get(3);", id="narrowing cast"),
        pytest.param("- foo(x, y);\n  ... when != bar(x)\n", "foo(p, 1); bar(p);", "foo(p, 1); bar(p);", id="end"),
        pytest.param(
            "- one(x, y);\n+ two(x);\n+ three(y);\n",
            "if (p)\n\t\tone(p, 1);\n\tgo();",
            "if (p) {\n\t\ttwo(p);\n\t\tthree(1);\n\t}\n\tgo();",
            id="two statements for one",
        ),
    ],
)
def test_a_rule_of_ones_own_says_what_is_written(body: str, before: str, after: str) -> None:
    rules = Rules((read_rule(OWN.format(body=body), "own", (), frozenset(GUARDS)),))
    text = f"int f(void)\n{{\n\t{before}\n}}\n"
    result = examine(Source("f.c", text.encode()), rules, Settings())
    now = apply(result.before, result.edits).decode() if isinstance(result, Found) else text
    assert now == f"int f(void)\n{{\n\t{after}\n}}\n"


def test_a_typed_metavariable_has_that_type() -> None:
    rule = "@@\nstruct foo *x;\n@@\n- x->len\n+ foo_len(x)\n"
    rules = Rules((read_rule(rule, "own", (), frozenset(GUARDS)),))
    text = b"int f(struct foo *a, struct bar *b)\n{\n\treturn a->len + b->len;\n}\n"
    result = examine(Source("f.c", text), rules, Settings())
    assert isinstance(result, Found)
    assert apply(result.before, result.edits) == text.replace(b"a->len", b"foo_len(a)")


IN_STRUCTURE = """struct ring {{ {members} int size; }};
int f(int n, struct ring *other)
{{
	struct ring ring;

	ring.{held} = kmalloc(n, GFP_KERNEL);
	if (!ring.{held})
		return -ENOMEM;
	{between}
	memset(ring.{held}, 0, n);
	return use(&ring);
}}
"""


@pytest.mark.parametrize(
    ("members", "held", "between", "safe"),
    [
        ("void *memory;", "memory", "ring.size = n;", True),
        ("union { void *memory; long word; };", "memory", "ring.size = n;", False),
        ("union { void *memory; long word; };", "memory", "ring.word = n;", False),
        ("union { void *memory; long word; } u;", "u.memory", "ring.u.word = n;", False),
        ("void *memory;", "memory", "ring = *other;", False),
        ("MEMBERS", "memory", "ring.word = n;", False),
    ],
)
def test_a_pointer_in_a_local_structure(members: str, held: str, between: str, safe: bool) -> None:
    assert proved(IN_STRUCTURE.format(members=members, held=held, between=between)) is safe
