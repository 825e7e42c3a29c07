"""Needles are necessary: whatever a pattern matches, in whatever spelling, they hold. And they are worth asking."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzfix.config import Settings
from kzfix.engine import Rules, load_all
from kzfix.facts.lookup import Lookup
from kzfix.flow.body import Body
from kzfix.flow.graph import Loops
from kzfix.match.propose import propose
from kzfix.model import Source
from kzfix.prove import GUARDS
from kzfix.smpl.load import read_rule
from kzfix.source.locals import declared
from kzfix.source.parse import unit
from kzfix.source.prefilter import Needles, plain

EVERY = load_all(Settings())
OWN = (
    "@@\nexpression x;\n@@\n- x->len = 0\n+ clear(x)\n",
    "@@\nexpression x;\nidentifier m;\n@@\n- x.m = NULL;\n",
    "@@\nexpression x, i, E;\n@@\n- x[i] = E;\n+ set(x, i, E);\n",
    "@@\nexpression x, E;\n@@\n- *x = E;\n+ put(x, E);\n",
    "@@\nexpression x;\nidentifier m, i;\nexpression E;\n@@\n- for (i = 0; i < E; i++) x->m[i] = 0;\n",
    "@@\nexpression x;\n@@\n  x = get(...)\n  ...\n- *x = 0\n+ zero(x)\n",
)
RULES = Rules(
    EVERY.rules + tuple(read_rule(text, f"own/{at}", (), frozenset(GUARDS)) for at, text in enumerate(OWN)),
    EVERY.tables,
)
HEAD = """struct part { int a; char *b; int c[4]; };
struct item { int len; struct part in; void *next; char name[8]; struct item *other; _Bool on; };
enum state { IDLE, busy, RUN };
#define NOTHING 0
#define Nil ((void *)0)
typedef unsigned int u32;
"""
ALLOCATE = (
    "p = kmalloc(sizeof(*p), flags);",
    "p = kzalloc(sizeof(*p), flags);",
    "p = get(n);",
    "q = p;",
    "p = malloc(n);",
)
PLACES = (
    "p -> len", "p -> in . a", "( * p ) . len", "p [ 0 ] . in . b", "p -> name [ n ]", "p -> in . c [ 1 ]", "* p",
    "* ( p )",
    "( p -> next )", "( p ) -> len", "s . in . a", "( * q ) -> len", "* q", "* * q", "* p ++", "* ( u32 * ) p", "* & s",
    "p -> other -> next", "* p -> name", "* ( n == 1 ? p : p )", "( ( * p ) )", "s . name [ p -> name [ n == 2 ] ]",
    "n",
    "* p -> c [ n == 1 ]", "* get ( n )", "* ( { n ; p ; } )",
)  # fmt: skip
VALUES = (
    "0", "0x0", "0UL", "00", "0.0f", "'\\0'", "NULL", "false", "true", "IDLE", "busy", "NOTHING", "Nil", "n", "( 0 )",
    "( u32 ) 0",
    "( void * ) 0", "( u32 ) ( 0 )", "- 0", "1", "( ( char * ) NULL )", "( struct part ) { 0 }",
    "( struct part ) { . a = 0 }",
    "q -> len = 0", "n = p -> in . a = NOTHING", "( u32 ) IDLE", "__force 0", "* p", "other", "0 + n", "{ 0 }",
)  # fmt: skip
FORMS = (
    "{place} = {value} ;", "if ( n ) {place} = {value} ;", "if ( n ) {{ n ++ ; }} else {place} = {value} ;",
    "for ( i = 0 ; i < 4 ; i ++ ) p -> in . c [ i ] = {value} ;",
    "for ( i = 0 ; i < n ; i ++ ) {{ {place} = {value} ; }}",
    "out : {place} = {value} ;", "n = {place} = {value} ;", "use ( {place} = {value} ) ;",
    "do {place} = {value} ; while ( n ) ;",
    "ENTER\n{place} = {value} ;", "memset ( & {place} , 0 , sizeof ( * p ) ) ;", "other = {place} = {value} , n = 3 ;",
    "ROUND ( n )\n{place} = {value} ;",
)  # fmt: skip
GAPS = st.sampled_from(
    ("", " ", "\n", " /* ; = 0 { */ ", " // it's \"\n", "\t", "\n#define X '\n", "\n#ifdef A\n", " \\\n")
)


@st.composite
def statements(draw: st.DrawFn) -> str:
    form = draw(st.sampled_from(FORMS))
    text = form.format(place=draw(st.sampled_from(PLACES)), value=draw(st.sampled_from(VALUES)))
    gap = draw(GAPS)
    at = draw(st.integers(0, 12)) if gap else -1
    words = text.split(" ")
    arm = "\n#endif\n" if "#ifdef" in gap else " "
    return "".join(
        word + (gap + " " if number == at else arm if number == at + 1 else " ") for number, word in enumerate(words)
    )


START = "int f(struct item *p, struct item **q, int n)\n{\n"
DECLARED = (
    "",
    "\tint busy;\n",
    "\tstruct { int IDLE; } t;\n",
    "\tint i, other;\n",
    "\tconst char *other = 0;\n\tint i;\n",
)
TEXTS = st.builds(
    lambda declared, allocate, rest: (
        f"int f(struct item *p, struct item **q, int n)\n{{\n\tstruct item s;\n{declared}\t{allocate}\n\tif (!p)\n"
        f"\t\treturn 1;\n\t{chr(10).join(rest)}\n\treturn 0;\n}}\n"
    ),
    st.sampled_from(DECLARED),
    st.sampled_from(ALLOCATE),
    st.lists(statements(), min_size=1, max_size=3),
)


def matched(text: str) -> set[str]:
    """The ids of the rules that match in the only function of a text, whether or not its needles hold."""
    source = Source("a.c", (HEAD + text).encode())
    found = unit(source, lambda piece: b"int f(" in piece)
    lookup = Lookup(source.path, source.data)
    ids = set()
    for function in found.functions:
        loops = Loops(function.iterators, function.foreign, function.once)
        for tree in function.readings:
            body = Body(function.name, tree, found.masked, source, lookup, loops)
            ids |= {proposal.rule for proposal in propose(body, RULES.patterns(body.calls))}
    return ids


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_needles_hold_wherever_a_pattern_matches(text: str) -> None:
    assert matched(text) <= RULES.speaking(text.encode()), text
    assert RULES.may_speak_of(text.encode()) or not RULES.speaking(text.encode())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", [FORMS[0], FORMS[9]])
def test_needles_hold_for_every_place(place: str, form: str) -> None:
    for value in VALUES:
        store = form.format(place=place, value=value)
        text = START + f"\tstruct item s;\n\tint other;\n\tp = kmalloc(3, n);\n\t{store}\n}}\n"
        assert matched(text) <= RULES.speaking(text.encode()), text


FIELDS = next(Needles(rule.needles) for rule in RULES.rules if rule.id == "zeroing/fields")
COPY = next(Needles(rule.needles) for rule in RULES.rules if rule.id == "overwrite/memcpy")


@pytest.mark.parametrize(
    "store",
    [
        "p->len = n;", "p->len = 10;", "p->len = 0x10;", "p->len = other(0);", "x = 0;", "p->len == 0;", "p->len += 0;",
        "/* p->len = 0; */", 'say("p->len = 0;");', "struct item s = { .len = 0 };", "p->on = true;", "p->len = q;",
        "p->len = ret;", "if (p->len) ret = 0;", "p->len = p->other;", "\n#define CLEAR p->len = 0;\n",
        "int t[] = { 0 };",
    ],
)  # fmt: skip
def test_stores_that_are_none_of_zero(store: str) -> None:
    text = f"int f(int n, struct item *q)\n{{\n\tint ret, x;\n\tp = kmalloc(n);\n\t{store}\n}}\n".encode()
    assert not FIELDS.holds(text)


@pytest.mark.parametrize(
    "code",
    [
        "struct item *x = q;", "n = 3 * x;", "x->len = *q;", "void *y = a[*q + 1];",
        "if (*x == 3) y();",
        "struct item __iomem *x = q;", "*x += 3;", "n = sizeof(*x);", "use((char *)x);", "/* *x = 3; */",
    ],
)  # fmt: skip
def test_what_is_no_store_through_a_pointer(code: str) -> None:
    assert not COPY.holds(f"int f(int n)\n{{\n\tx = kzalloc(n);\n\t{code}\n}}\n".encode())


def test_declared_names() -> None:
    text = (
        b"static int f(struct a *one, const u8 two[4], void (*no)(int not), int)\n"
        b"{\n\tint three, *four, five = 3, no;\n"
        b"\tstruct b *six = x, no;\n\tfor (i = 0;;) {\n\t\tunsigned int seven[3];\n\t}\n\treturn no;\n"
        b"\tgoto no;\n\tno = 1;\n"
        b"\tSTATEMENT\n\tno = 2;\n\tno (no);\n}\n"
    )
    assert declared(plain(text)) == {b"three", b"four", b"five", b"six", b"seven"}
    assert declared(b"int f(struct a *one, char two[4], int)\n{\n}\n") == {b"one", b"two"}
    assert not declared(b"int f(int no) { struct { int no; } x; }")
    assert not declared(b"int f(int no) { }\nint g(int no) { }")
    assert not declared(b"int no;")
