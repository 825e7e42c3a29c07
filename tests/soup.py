"""Texts to frighten kzfix with: token soup, and what happens to a file in bad hands.

Strategies for Hypothesis; nothing here knows what kzfix makes of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import strategies as st

TOKEN = re.compile(rb"\n|[ \t\r\f]+|\w+|->|<<|>>|[=!<>]=|&&|\|\||/\*|\*/|//|.", re.DOTALL)

CALLS = (
    b"p = kmalloc(sizeof(*p), GFP_KERNEL);", b"p = kzalloc(n * sizeof(*p), gfp);", b"memset(p, 0, sizeof(*p));",
    b"memset(p, 0, n);", b"memcpy(p, q, sizeof(*p));", b"q = kcalloc(n, 8, GFP_ATOMIC | __GFP_ZERO);", b"kfree(p);",
    b"if (!p)\n\t\treturn -ENOMEM;", b"p->a = 0;", b"p->b.c[i] = NULL;", b"copy_to_user(to, p, sizeof(*p));",
    b"goto out;", b"out:", b"return p;", b"foo(&p);", b"struct foo *p = kmalloc(n, gfp);", b"x = y;",
)  # fmt: skip
BLOCKS = (
    b"if (x) {", b"} else {", b"}", b"else", b"do {", b"} while (0);", b"while (x)", b"for (i = 0; i < n; i++) {",
    b"switch (x) {", b"case 1:", b"default:", b"break;", b"list_for_each_entry(p, head, list) {", b"({", b"});",
    b"continue;", b"if (x) p = kmalloc(n, gfp); else {",
)  # fmt: skip
LINES = (
    b"\n#if A\n", b"\n#ifdef B\n", b"\n#ifndef B\n", b"\n#else\n", b"\n#elif C\n", b"\n#endif\n", b"\n#if 0\n",
    b"\n#define X(p) memset(p, 0, sizeof(*p))\n", b"\n#define Y \\\n", b"\n#include \"x.h\"\n", b"\n# \n",
)  # fmt: skip
HEADS = (
    b"\nstatic int f(struct foo *p)\n{\n", b"\nint g(p, n)\nstruct foo *p;\n{\n",
    b"\nSYSCALL_DEFINE1(h, int, n)\n{\n", b"\nstruct foo {\n\tint a;\n\tstruct { void *c[2]; } b;\n};\n", b"\n}\n",
    b" void *f(void) {", b"\ntypedef struct foo t;\n",
)  # fmt: skip
FRAMES = (
    b"if (x) {\n\t%s\n\t} else {\n\t%s\n\t}", b"if (!p)\n\t%s\n\t%s", b"while (x) {\n\t%s\n\t}\n\t%s",
    b"do {%s} while (0); %s", b"\n#if A\n\t%s\n#else\n\t%s\n#endif\n", b"\n#ifdef B\n\t%s\n#endif\n\t%s",
    b"switch (x) {\n\tcase 1:\n\t%s\n\tdefault:\n\t%s\n\t}", b"if (x) goto out;\n\t%s\nout:\n\t%s", b"({ %s %s });",
    b"/* %s */ %s", b"foo(p, %s, \"%s\");", b"list_for_each_entry(p, h, l) {\n\t%s\n\t}\n\t%s",
)  # fmt: skip
BITS = (
    b" ", b"\n", b"\t", b"\r\n", b"\r", b"\f", b"\v", b"\\\n", b"\\\r\n", b"\\", b"/*", b"*/", b"//", b"/* x */",
    b'"', b"'", b'"s"', b"'c'", b"(", b")", b"{", b"}", b"[", b"]", b";", b",", b"=", b"*", b"&", b"->", b".", b"!",
    b"?", b":", b"#", b"##", b"sizeof", b"(struct foo *)", b"p", b"0", b"1e5f", b"0x", b"\xe9", b"\xc3\xa9",
    b"\xff\xfe", b"\0", b"@", b"$", b"`", b"__init", b"asm volatile(\"\" : : \"r\"(p));", b"typeof(p)", b"x" * 300,
    b"if", b"else", b"goto",
)  # fmt: skip

bits = st.one_of(st.sampled_from(CALLS), st.sampled_from(BLOCKS), st.sampled_from(BITS), st.sampled_from(LINES))


ENDS = ("lf", "crlf", "cr", "mixed", "none")


def ended(data: bytes, ends: str) -> bytes:
    """The data with other ends of lines; "none" takes the last one away."""
    match ends:
        case "crlf":
            return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        case "cr":
            return data.replace(b"\n", b"\r")
        case "mixed":
            return data.replace(b";\n", b";\r\n")
        case "none":
            return data.rstrip(b"\r\n")
    return data


def _around(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Statements in a block, a branch, a loop, an arm of an #if, over and over."""
    some = st.lists(inner, max_size=4).map(b"\n\t".join)
    frames = st.sampled_from(FRAMES)
    return st.one_of(
        st.builds(lambda frame, one, other: frame % (one, other), frames, some, some),
        st.builds(lambda one, times: (one + b"\n\t") * times, inner, st.sampled_from((1, 2, 12))),
    )


statements = st.recursive(st.one_of(st.sampled_from(CALLS), st.sampled_from(CALLS), bits), _around, max_leaves=12)


@st.composite
def soups(draw: st.DrawFn) -> bytes:
    """Pieces of C in an order that makes little sense, mostly within a function that allocates and clears."""
    body = b"\n\t".join(draw(st.lists(statements, max_size=6)))
    head = draw(st.sampled_from((HEADS[0] + CALLS[0] + b"\n\t", *HEADS, b"")))
    tail = draw(st.sampled_from((b"\n\t" + CALLS[2] + b"\n}\n", b"\n}\n", b"")))
    return ended(head + body + tail, draw(st.sampled_from(("lf", "lf", *ENDS))))


@dataclass(frozen=True, slots=True)
class Blow:
    """One thing that happens to a file: where, as a share of its tokens, how many of them, and what comes in."""

    kind: str
    at: float
    count: int
    other: float
    text: bytes

    def strike(self, data: bytes) -> bytes:
        """The data after the blow."""
        if self.kind == "truncate":
            return data[: int(self.at * len(data))]
        if self.kind == "bytes":
            at = int(self.at * len(data))
            return data[:at] + self.text + data[at:]
        tokens = TOKEN.findall(data)
        start = int(self.at * len(tokens))
        run, rest = tokens[start : start + self.count], tokens[start + self.count :]
        there = int(self.other * len(rest))
        match self.kind:
            case "delete":
                run = []
            case "double":
                run += run
            case "move":
                run = [*rest[:there], *run]
                rest = rest[there:]
            case "insert":
                run.insert(0, self.text)
        return b"".join((*tokens[:start], *run, *rest))


KINDS = ("delete", "double", "move", "insert", "truncate", "bytes")
_share = st.floats(0, 1, exclude_max=True)


def blows(pieces: st.SearchStrategy[bytes]) -> st.SearchStrategy[Blow]:
    """Anything that may happen to a file; `pieces` are what comes in."""
    some = st.one_of(pieces, st.binary(max_size=4))
    return st.builds(Blow, st.sampled_from(KINDS), _share, st.integers(1, 12), _share, some)


@st.composite
def mutants(
    draw: st.DrawFn, texts: st.SearchStrategy[bytes], most: int = 4, pieces: st.SearchStrategy[bytes] = bits
) -> bytes:
    """One of the texts, or halves of two of them, after some blows."""
    data = draw(texts)
    if draw(st.integers(0, 7)) == 7:
        other = draw(texts)
        data = data[: int(draw(_share) * len(data))] + other[int(draw(_share) * len(other)) :]
    for blow in draw(st.lists(blows(pieces), max_size=most)):
        data = blow.strike(data)
    return ended(data, draw(st.sampled_from(("lf", "lf", *ENDS))))
