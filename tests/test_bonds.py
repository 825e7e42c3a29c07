"""A bond is necessary too: whatever name an object goes by, and whatever stands around it, what is matched is bound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_needles import HEAD, RULES, matched

from kzfix.source.blocks import blocks
from kzfix.source.bonds import Bonds
from kzfix.source.decision import decision, marks
from kzfix.source.formula import All, Some, Words
from kzfix.source.prefilter import level, plain

MAKERS = frozenset((b"kmalloc", b"kzalloc"))


def function(body: str, head: str = "int f(struct item *p, struct item *q, struct item **r, int n)") -> str:
    return f"{head}\n{{\n\tstruct item *s = 0, *t[4];\n\tint i;\n\t{body}\n\treturn 0;\n}}\n"


# Names


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("p = kmalloc(n);", "p"),
        ("a->b.c = kmalloc(n);", "c"),
        ("(*a).b[i + 1] = (struct item *) kmalloc(n);", "b *b"),
        ("*p = ((kmalloc)(n));", "*p"),
        ("struct item *x = kmalloc(n);", "x *x"),
        ("if (!(p = kmalloc(n))) return;", "p"),
        ("a = b = kmalloc(n);", "a b"),
        ("p = kmalloc(n); q = p; x->y = q; z = f(q);", "p q y"),
        ("p = kmalloc(n); q = (void *) (p);", "p q"),
        ("q = p; p = kmalloc(n);", "p q"),
        ("p = kmalloc(n); q = likely(p);", "p q"),
        ("p = kmalloc(n); q = (n++, p);", "p q"),
        ("*p = kmalloc(n); p = q; x = *p; *y = x; z = *a, *b = *p;", "*p x *y z b *b"),
        ("p = kmalloc(n); *q = p; q = r;", "p *q"),
        ("typeof(*x) *p = kmalloc(n);", "p *p"),
        ("T **p = kmalloc(n);", "p *p"),
        ("T *p, *q = kmalloc(n);", "q *q"),
        ("**&p = kmalloc(n);", "p *p"),
        ("*f(a)->x = kmalloc(n);", "x *x"),
        ("*(p)->x = kmalloc(n);", "x *x"),
        ("p = kmalloc(n); q = p->next; z = p + 1; y = p == 0;", "p"),
        ("t[i] = kmalloc(n); q = t[i];", "t *t q"),
        ("p->a = kmalloc(n); q = p->a; x = p;", "a q"),
        ("p = kmalloc(n); q = x == 3 ? p : 0;", "p"),
        ("p = kmalloc(n); q = f(p, 3);", "p"),
        ("p = kmalloc(n); int a = f(p), *b = p;", "p a b *b"),
        ("p = kmalloc(n); q = ({ n++; p; });", "p q"),
        ("return kmalloc(n);", ""),
        ("f(kmalloc(n));", ""),
        ("x.alloc = kmalloc;", ""),
        ("p =\n#ifdef A\n1 +\n#endif\n kmalloc(n);", None),
        ("p = kmalloc(n); q =\n#ifdef A\n x;\n#else\n y;\n#endif", "p q"),
        ("p\n#ifdef A\n->a\n#endif\n = kmalloc(n);", None),
        ("p = f(kmalloc(n));", None),
        ("p = n ? kmalloc(n) : 0;", None),
        ("p __maybe_unused = kmalloc(n);", None),
        ("return __unused = kmalloc(n);", None),
        ("NAME = kmalloc(n);", None),
        ("f(a) = kmalloc(n);", None),
        ("p = kmalloc(n); *f(x) = p;", None),
        ("p = kmalloc(n); if (a <= 3 && b != p) c <<= p;", "p c *c"),
    ],
)
def test_names_of_what_is_made(body: str, held: str | None) -> None:
    text = level(plain(f"int f(int n)\n{{\n\t{body}\n}}\n".encode()))[0]
    assert Bonds(text).held(MAKERS) == (None if held is None else frozenset(held.encode().split()))


@pytest.mark.parametrize(
    ("call", "place", "whole", "names"),
    [
        ("g(a, b, c);", 1, True, "b"),
        ("g(a->b, 0, c);", 0, True, "b"),
        ("g(*a->b, 0, c);", 0, True, "*b"),
        ("g(*(a), 0, c);", 0, True, "*a"),
        ("g(*f(x)->b, 0, c);", 0, True, "b *b"),
        ("g(&a[0], 0, c);", 0, True, "a *a"),
        ("g((n++, *a), 0, c);", 0, True, "a *a"),
        ("g((*a)->b, 0, c);", 0, False, "a *a"),
        ("g(&a->b, 0, c);", 0, False, "a"),
        ("g((void *) (a), f(b, c), d);", 0, True, "a *a"),
        ("g(f(x, y), a[i], 3);", 1, True, "*a"),
        ("(g)(a, 0);", 0, True, "a"),
        ("g(a); g(b, c);", 0, True, "a b"),
        ("g(q = a, 0);", 0, True, "q a"),
        ("int g; h(a);", 0, True, ""),
        ("g(a, , b);", 1, True, None),
        ("g(a, { b });", 0, True, None),
        ("g(\n#ifdef A\na,\n#endif\n0);", 0, True, None),
        ("g(f(f(f(f(f(1))))), b);", 1, True, None),
        ("g((a, b));", 1, True, None),
        ("g(x[a, b], c);", 1, True, None),
    ],
)
def test_names_in_arguments(call: str, place: int, whole: bool, names: str | None) -> None:
    text = level(plain(call.encode()))[0]
    found = Bonds(text).given(b"g", place, whole)
    assert found == (None if names is None else frozenset(names.encode().split()))


# What is matched holds


MATCHED = (
    "p = kmalloc(sizeof(*p), n); memset(p, 0, sizeof(*p));",
    "p = (struct item *)kmalloc(sizeof(*p), n); memset((void *)p, 0, sizeof(*p));",
    "p /* = q */ = /* ( */ kmalloc(sizeof(*p), n); memset(/* ) */ p /* , */, 0, sizeof(*p));",
    "p \\\n = kmalloc \\\n (sizeof(*p), n); memset \\\n (p, \\\n 0, sizeof(*p));",
    "p = kmalloc(sizeof(*p), n); q = p; memset(q, 0, sizeof(*p));",
    "q = p = kmalloc(sizeof(*p), n); memset(q, 0, sizeof(*p));",
    "q = (s = p = kmalloc(sizeof(*p), n)); memset(q, 0, sizeof(*q));",
    "*r = kmalloc(sizeof(**r), n); memset(*r, 0, sizeof(**r));",
    "*r = kmalloc(sizeof(**r), n); memset(r[0], 0, sizeof(**r));",
    "p->next = kmalloc(8, n); q = p->next; memset(q, 0, 8);",
    "(*p).next = kmalloc(8, n); memset(p->next, 0, 8);",
    "t[i] = kmalloc(sizeof(*p), n); memset(t[i], 0, sizeof(*p));",
    "t[i] = kmalloc(sizeof(*p), n); p = t[i]; memset(p, 0, sizeof(*p));",
    "p = kmalloc(sizeof(*p), n); if (!p) return 1; p->len = 0; p->next = NULL; p->other = NULL;",
    "p = kmalloc(sizeof(*p), n); q = p; q->in.a = q->len = 0; (*q).next = NULL;",
    "p = kmalloc(sizeof(*p), n); for (i = 0; i < 4; i++) p->in.c[i] = 0; p->next = p->other = NULL;",
    "p = kmalloc(sizeof(*p), n); memset(&p->in, 0, sizeof(p->in)); memset(p->name, 0, 8);",
    "p = kmalloc(sizeof(*p), n); memset(&(*p).in, 0, sizeof(p->in)); ((struct item *)p)->len = 0;",
    "p = kzalloc(sizeof(*p), n); *p = *q;",
    "p = kzalloc(sizeof(*p), n); q = p; *q = *s;",
    "p = kzalloc(sizeof(*p), n); memcpy(p, q, sizeof(*p));",
    "p = kzalloc(n, n); skb_copy_bits(q, 0, p, n);",
    "p = kzalloc(sizeof(*p), n); memset(p, 0, sizeof(*p));",
    "p = kzalloc(n, n); copy_from_user((p), q, n);",
    "\n#ifdef A\n\tn++;\n#endif\n\tp = kmalloc(sizeof(*p), n);\n#ifdef B\n\tmemset(p, 0, sizeof(*p));\n#endif\n",
    "\n#ifdef A\n\tp = kmalloc(sizeof(*p), n);\n#else\n\tp = kzalloc(n, n);\n#endif\n\tmemset(p, 0, sizeof(*p));",
    "p = kmalloc(sizeof(*p), n);\n\tp->len = 0;\n#ifdef A\n\tp->next = NULL;\n#else\n\tp->other = NULL;\n#endif\n",
    "struct item *x = kmalloc(sizeof(*x), n); memset(x, 0, sizeof(*x));",
    "struct item *x __attribute__((unused)) = kmalloc(sizeof(*x), n); memset(x, 0, sizeof(*x));",
    "struct item *x __maybe_unused = kmalloc(sizeof(*x), n); memset(x, 0, sizeof(*x));",
    "p = kmalloc __maybe_unused (sizeof(*p), n); memset __force (p, 0, sizeof(*p));",
    "if ((p = kmalloc(sizeof(*p), n)) && n) { memset(p, 0, sizeof(*p)); }",
    "scoped_guard(mutex, &lock) { p = kmalloc(sizeof(*p), n); memset(p, 0, sizeof(*p)); }",
    "p = (kmalloc)(sizeof(*p), n); (memset)(p, 0, sizeof(*p));",
)


@pytest.mark.parametrize("body", MATCHED)
def test_bonds_hold_where_a_pattern_matches(body: str) -> None:
    text = function(body)
    found = matched(text)
    assert found
    assert found <= RULES.speaking(text.encode())


def test_bonds_hold_in_an_old_style_function() -> None:
    text = function(MATCHED[0], "int f(p, q, r, n)\nstruct item *p, *q, **r;\nint n;")
    assert "zeroing/memset" in matched(text) & RULES.speaking(text.encode())


def test_bonds_hold_in_a_macro() -> None:
    text = b"MAKE(p) do { \\\n\t(p) = kmalloc(sizeof(*(p)), n); \\\n\tmemset((p), 0, sizeof(*(p))); \\\n} while (0)\n"
    assert "zeroing/memset" in RULES.speaking(text)
    assert "zeroing/memset" in RULES.speaking(text.replace(b"(p) =", b"name##_p ="))
    assert "zeroing/memset" in RULES.speaking(b"int a;\n#define " + text + b"int b;\n")  # a region of a file


@pytest.mark.parametrize(
    "body",
    [
        "p = kmalloc(sizeof(*p), n); memset(q, 0, sizeof(*q));",
        "p = kmalloc(sizeof(*p), n); memset(p->name, 0, 8); use(p, q);",
        "p = kzalloc(sizeof(*p), n); memcpy(q, p, n);",
        "p = kzalloc(sizeof(*p), n); memcpy(p->name, q, n); *q = 3;",
        "p = kmalloc(n, n); q->len = 0; ret = 0; p->len = n;",
        "p = kmalloc(n, n);\n#ifdef A\n\tq->len = 0;\n#endif\n\tuse(p);",
        "p->next = kmalloc(n, n); p->len = 0; p->next = NULL;",
    ],
)
def test_what_is_about_something_else(body: str) -> None:
    ids = {"zeroing/memset", "overwrite/memcpy", "zeroing/redundant"}
    ids |= set() if "p->name, 0" in body else {"zeroing/fields"}
    text = function(body)
    assert not ids & matched(text)
    assert not ids & RULES.speaking(text.encode())


# Any text

LVALUES = ("p", "q", "*r", "r[0]", "t[i]", "p->next", "(*p).next", "(q)->other", "t[i]->next", "(p)", "*(r)", "*t")
CASTS = ("", "", "(void *)", "(struct item *) (", "(", "likely(", "(n++, ", "s = ", "(s = ", "*&", "n ? 0 : ")
MAKES = ("kmalloc(n, n)", "kzalloc(n, n)", "(kzalloc)(n, n)", "get(n)")
CLEARS = (
    "memset({x}, 0, n);", "memset(&{x}->in, 0, n);", "memcpy({x}, s, n);", "{x}->len = 0;", "{x}->in.a = {x}->len = 0;",
    "*{x} = *s;", "for (i = 0; i < 4; i++) {x}->in.c[i] = 0;", "if (n) {x}->next = NULL;", "memset(s = {x}, 0, n);",
    "use(memset({x}, 0, n));", "*({x}) = *s;", "({x})->next = ({x})->other = NULL;", "skb_copy_bits(s, 0, {x}, n);",
)  # fmt: skip
NOISE = (
    "n++;",
    "use(p, q);",
    "s = 0;",
    "if (n == 3) use(q = s);",
    "i = f(p);",
    "\n#ifdef A\n",
    "\n#else\n",
    "\n#endif\n",
)
WEDGES = (
    " ",
    "\n",
    " /* = ; ( */ ",
    " \\\n",
    "\n#ifdef A\n",
    "\n#else\n",
    "\n#endif\n",
    " __maybe_unused ",
    " __free(x) ",
)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """An allocation, mostly given on from name to name, and something that is mostly about the last one."""
    value, things = draw(st.sampled_from(MAKES)), []
    for _ in range(draw(st.integers(1, 3))):
        cast = draw(st.sampled_from(CASTS))
        target = draw(st.sampled_from((*LVALUES, "struct item *x")))
        things.append(f"{target} = {cast}{value}{')' * (cast.count('(') - cast.count(')'))};")
        value = draw(st.sampled_from((*[target.replace("struct item *", "")] * 30, *LVALUES)))
    things += draw(st.lists(st.sampled_from(NOISE), max_size=1))
    things.append(draw(st.sampled_from(CLEARS)).replace("{x}", value))
    tokens = re.findall(r"\s+|\w+|->|.", "\n\t".join(things))
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        tokens.insert(draw(st.integers(0, len(tokens))), draw(st.sampled_from(WEDGES)))
    return "".join(tokens)


@given(bodies())
@settings(max_examples=400, deadline=None)
def test_no_match_is_lost(body: str) -> None:
    text = function(body)
    assert matched(text) <= RULES.speaking(text.encode()), HEAD + text


@given(
    st.lists(st.sampled_from(["a", "b", "ab", "\n}", "}", "\n", "{", "c"])).map("".join), st.sampled_from(["ab", "c"])
)
def test_marked_blocks_are_all_that_hold_a_mark(text: str, mark: str) -> None:
    data = text.encode()

    def wanted(block: bytes) -> bool:
        return mark.encode() in block

    assert list(blocks(data, wanted, (mark.encode(), b"b"))) == list(blocks(data, wanted))


def test_marks() -> None:
    one, other, more = Words((b"kmalloc", b"malloc")), Words((b"memset", b"bzero")), Words((b"memset",))
    assert marks(Some((All((one, other)), more))) == (b"malloc", b"memset")
    assert marks(Some((one, All(())))) is None
    assert decision(All((one, other)), True)(b"malloc bzero") and not decision(All((one, other)), True)(b"malloc")
