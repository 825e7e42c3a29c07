"""What `tidy` leaves behind when statements go, tokens change and statements come.

The numbers of the sixteen cases are those of a list of layouts that Coccinelle gets wrong.
"""

from __future__ import annotations

import re
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.rewrite.edits import clash
from kzfix.rewrite.layout import tidy
from kzfix.rewrite.recheck import nested_alike
from kzfix.rewrite.splice import apply
from kzfix.source.tree import Node, parse

MEMSET = rb"memset\([^;]*\);"
TOKENS = ((rb"\bkmalloc\b", b"kzalloc"), (rb"\bkmalloc_array\b", b"kcalloc"))


def function(data: bytes) -> Node:
    root, error = parse(data)
    assert error is None, data
    return next(node for node in root.walk() if node.kind == "function_definition")


def rewritten(data: bytes, gone: bytes = MEMSET, added: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """Remove what matches `gone`, replace the allocators, and put texts behind what matches."""
    removed = [Span(*found.span()) for found in re.finditer(gone, data)]
    edits = [Edit(Span(*found.span()), new) for old, new in TOKENS for found in re.finditer(old, data)]
    edits += [Edit(Span(found.end(), found.end()), new) for old, new in added for found in re.finditer(old, data)]
    return apply(data, tidy(data, function(data), removed, edits))


def whole(body: str) -> str:
    return "int f(void)\n{\n" + indent(dedent(body).strip("\n"), "\t") + "\n}\n"


def check(before: str, after: str, gone: bytes = MEMSET, added: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    old, new = whole(before), whole(after)
    assert rewritten(old.encode(), gone, added).decode() == new
    assert parse(new.encode())[1] is None


REMOVED = {
    "1 only statement of an else block": ("if (!p) {\n\tx();\n} else {\n\tmemset(p, 0, n);\n}", "if (!p) {\n\tx();\n}"),
    "1 else without braces": ("if (!p)\n\treturn 1;\nelse\n\tmemset(p, 0, n);\na();", "if (!p)\n\treturn 1;\na();"),
    "1 else on its own line": ("if (!p) {\n\tx();\n}\nelse {\n\tmemset(p, 0, n);\n}", "if (!p) {\n\tx();\n}"),
    "1 one line": ("if (!p) return 1; else memset(p, 0, n);", "if (!p) return 1;"),
    "2 only statement of an if": ("a();\nif (p)\n\tmemset(p, 0, n);\nb();", "a();\nb();"),
    "2 if on one line": ("a();\nif (likely(p)) memset(p, 0, n);\nb();", "a();\nb();"),
    "2 if with braces": ("a();\nif (p != NULL && !q->x) {\n\tmemset(p, 0, n);\n}\nb();", "a();\nb();"),
    "2 nested": ("a();\nif (p) {\n\tif (q)\n\t\tmemset(p, 0, n);\n}", "a();"),
    "2 a block": ("a();\n{\n\tmemset(p, 0, n);\n}", "a();"),
    "3 blank on both sides": ("a();\n\nmemset(p, 0, n);\n\nb();", "a();\n\nb();"),
    "3 blank above": ("a();\n\nmemset(p, 0, n);\nb();", "a();\n\nb();"),
    "3 blank below": ("a();\nmemset(p, 0, n);\n\nb();", "a();\n\nb();"),
    "3 before the brace": ("a();\n\nmemset(p, 0, n);", "a();"),
    "3 after the brace": ("memset(p, 0, n);\n\na();", "a();"),
    "3 after declarations": ("int x;\n\nmemset(p, 0, n);\n\na();", "int x;\n\na();"),
    "3 two, blanks between": ("a();\nmemset(p, 0, n);\n\nmemset(q, 0, n);\nb();", "a();\n\nb();"),
    "3 two, blanks all over": ("a();\n\nmemset(p, 0, n);\n\nmemset(q, 0, n);\n\nb();", "a();\n\nb();"),
    "3 two on one line": ("a();\nmemset(p, 0, n); memset(q, 0, n);\nb();", "a();\nb();"),
    "3 two that share lines": ("d(); memset(s, 0, n);\nmemset(t, 0, n); e();", "d();\ne();"),
    "3 in the middle of a line": ("d(); memset(s, 0, n); e();", "d(); e();"),
    "3 over lines, then code": ("d();\nmemset(s,\n       0, n); e();", "d();\ne();"),
    "3 after a case": (
        "switch (x) {\ncase 1:\n\tmemset(p, 0, n);\n\n\tbreak;\n}",
        "switch (x) {\ncase 1:\n\tbreak;\n}",
    ),
    "4 trailing comment": ("b();\nmemset(p, 0, 4); /* tr */\nc();", "b();\nc();"),
    "4 trailing //": ("b();\nmemset(p, 0, 4); // tr\nc();", "b();\nc();"),
    "4 trailing comment of two lines": ("b();\nmemset(p, 0, 4); /* tr\n\t\tmore */\nc();", "b();\nc();"),
    "4 neighbours keep theirs": ("b(); /* b */\nmemset(p, 0, 4);\nc(); /* c */", "b(); /* b */\nc(); /* c */"),
    "4 shared line": ("b(); memset(p, 0, 4); /* b */\nc();", "b(); /* b */\nc();"),
    "5 comment above": ("a();\n/* clear */\nmemset(p, 0, n);\nb();", "a();\nb();"),
    "5 sets to 0": ("a();\n/* This sets rx_offset to 0. */\nmemset(p, 0, n);\nb();", "a();\nb();"),
    "5 block comment": ("a();\n/*\n * Start clean.\n */\nmemset(p, 0, n);\nb();", "a();\nb();"),
    "5 // lines": ("a();\n// zero the\n// thing\nmemset(p, 0, n);\nb();", "a();\nb();"),
    "5 above the if": ("a();\n/* wipe it */\nif (p)\n\tmemset(p, 0, n);\nb();", "a();\nb();"),
    "5 init of this alone": (
        "p = kmalloc(n, G);\n/* init */\nmemset(p, 0, n);\nq = kmalloc(n, G);",
        "p = kzalloc(n, G);\nq = kzalloc(n, G);",
    ),
    "5 init of more": ("/* init */\nmemset(p, 0, n);\np->x = 1;", "/* init */\np->x = 1;"),
    "5 section": ("/* set up the device */\nmemset(p, 0, n);\nb();", "/* set up the device */\nb();"),
    "5 section, and it alone": ("/* set up the device */\nmemset(p, 0, n);\n\nb();", "b();"),
    "5 clears more": (
        "/* clear both */\nmemset(p, 0, n);\nmemset_io(q, 0, n);",
        "/* clear both */\nmemset_io(q, 0, n);",
    ),
    "5 clears and does more": ("/* clear and set */\nmemset(p, 0, n);\nb();", "/* clear and set */\nb();"),
    "5 above the fields, all of which go": (
        "a();\n\n/* statistics */\nmemset(p, 0, n); /* in */\nmemset(q, 0, n); /* out */\n\nb();",
        "a();\n\nb();",
    ),
    "5 comment that ends before it": ("a(); /* x\n\ty */ memset(p, 0, n);\nb();", "a(); /* x\n\ty */\nb();"),
    "5 two comments": (
        "/* clear a */\nmemset(a, 0, n);\n/* clear b */\nmemset(b, 0, n);\n/* c */\nc();",
        "/* c */\nc();",
    ),
    "5 to do, of something else": ("/* TODO: lock */\nmemset(p, 0, n);\nb();", "/* TODO: lock */\nb();"),
    "5 non-zero means non-zero": ("/* zero-copy mode */\nmemset(p, 0, n);\nb();", "/* zero-copy mode */\nb();"),
    "6 comments and blanks in arguments": (
        "p = kmalloc( n, /* why */\n\t     g );\nmemset(p, 0, n);",
        "p = kzalloc( n, /* why */\n\t     g );",
    ),
    "6 longer name": (
        "p = kmalloc_array(n, /* why */\n\t\t  foo(a,\n\t\t      b),\n\t\t  g);",
        "p = kcalloc(n, /* why */\n\t    foo(a,\n\t\tb),\n\t    g);",
    ),
    "6 aligned otherwise": ("p = kmalloc_array(n,\n\t\tfoo(a,\n\t\tb), g);", "p = kcalloc(n,\n\t\tfoo(a,\n\t\tb), g);"),
    "6 break after =": ("p =\n\tkmalloc_array(n,\n\t\t      g);", "p =\n\tkcalloc(n,\n\t\tg);"),
    "8 declaration": (
        "int *a, *p = kmalloc(n, g), c; /* p */\n\nmemset(p, 0, n);",
        "int *a, *p = kzalloc(n, g), c; /* p */",
    ),
    "13 case with a break": ("switch (x) {\ncase 1: memset(p, 0, n); break;\n}", "switch (x) {\ncase 1: break;\n}"),
    "13 label moves on": ("goto out;\nout:\nmemset(p, 0, n);\nb();", "goto out;\nout:\nb();"),
    "13 label on the line": ("goto out;\nout: memset(p, 0, n);\nb();", "goto out;\nout:\nb();"),
    "13 #ifdef": ("a();\n#ifdef FOO\nmemset(p, 0, n);\n#endif /* FOO */\nb();", "a();\nb();"),
    "13 both arms": ("a();\n#if X > 1\nmemset(p, 0, n);\n#else\nmemset(p, 0, m);\n#endif\nb();", "a();\nb();"),
    "13 first arm": ("#ifdef A\nmemset(p, 0, n);\n#else\nb();\n#endif", "#ifndef A\nb();\n#endif"),
    "13 first arm, defined": (
        "#if defined(A)\nmemset(p, 0, n);\n#else\nb();\n#endif",
        "#if !defined(A)\nb();\n#endif",
    ),
    "13 first arm, not enabled": (
        "#if !IS_ENABLED(A)\nmemset(p, 0, n);\n#else\nb();\n#endif",
        "#if IS_ENABLED(A)\nb();\n#endif",
    ),
    "13 second arm": ("#ifdef A\nb();\n#else /* A */\nmemset(p, 0, n);\n#endif", "#ifdef A\nb();\n#endif"),
    "13 #ifdef in an if": ("a();\nif (x) {\n#ifdef A\n\tmemset(p, 0, n);\n#endif\n}", "a();"),
    "13 a macro's lines": (
        "do { \\\n\ta(); \\\n\tmemset(p, 0, n); \\\n} while (0);",
        "do { \\\n\ta(); \\\n} while (0);",
    ),
    "14 turned round": ("if (p) {\n\tmemset(p, 0, n);\n} else {\n\ta();\n\tb();\n}", "if (!p) {\n\ta();\n\tb();\n}"),
    "14 braces not wanted": ("if (p) {\n\tmemset(p, 0, n);\n} else {\n\ta();\n}", "if (!p)\n\ta();"),
    "14 without braces": ("if (p)\n\tmemset(p, 0, n);\nelse\n\ta();", "if (!p)\n\ta();"),
    "14 comment stays": ("if (p)\n\tmemset(p, 0, n);\nelse { /* bad */\n\ta();\n}", "if (!p) { /* bad */\n\ta();\n}"),
    "14 comment after else": (
        "if (p) {\n\tmemset(p, 0, n);\n} else /* bad */ {\n\ta();\n}",
        "if (!p) /* bad */ {\n\ta();\n}",
    ),
    "14 != NULL": ("if (NULL != p)\n\tmemset(p, 0, n);\nelse\n\ta();", "if (NULL == p)\n\ta();"),
    "14 likely": ("if (likely(p))\n\tmemset(p, 0, n);\nelse\n\ta();", "if (unlikely(!p))\n\ta();"),
    "14 joint": ("if (p && q) {\n\tmemset(p, 0, n);\n\tmemset(q, 0, n);\n} else\n\ta();", "if (!p || !q)\n\ta();"),
    "14 !err": ("if (!(err))\n\tmemset(p, 0, n);\nelse\n\ta();", "if (err)\n\ta();"),
    "14 assignment": (
        "if ((p = kmalloc(n, g)))\n\tmemset(p, 0, n);\nelse\n\ta();",
        "if (!(p = kzalloc(n, g)))\n\ta();",
    ),
    "14 else if": (
        "if (a)\n\tb();\nelse if (p)\n\tmemset(p, 0, n);\nelse\n\tc();",
        "if (a)\n\tb();\nelse if (!p)\n\tc();",
    ),
    "14 last else if": ("if (a)\n\tb();\nelse if (p)\n\tmemset(p, 0, n);\nc();", "if (a)\n\tb();\nc();"),
    "an assignment in the condition": (
        "if ((p = kmalloc(n, g)))\n\tmemset(p, 0, n); /* clear */",
        "p = kzalloc(n, g);",
    ),
    "an assignment compared": (
        "if ((p = kmalloc(n,\n\t\t g)) != NULL) {\n\tmemset(p, 0, n);\n}",
        "p = kzalloc(n,\n\t    g);",
    ),
    "braces no longer wanted": ("if (p) {\n\tmemset(p, 0, n);\n\n\ta();\n}", "if (p)\n\ta();"),
    "braces, and its comment": (
        "if (p) {\n\t/* clear */\n\tmemset(p, 0, n);\n\ta();\n}\n\nb();",
        "if (p)\n\ta();\n\nb();",
    ),
    "braces of a loop": ("for (;;) {\n\tx = y;\n\tmemset(p, 0, n);\n}", "for (;;)\n\tx = y;"),
    "braces wanted: a comment": ("if (p) {\n\tmemset(p, 0, n);\n\ta(); /* a */\n}", "if (p) {\n\ta(); /* a */\n}"),
    "braces wanted: a comment before": (
        "if (p) /* p */ {\n\tmemset(p, 0, n);\n\ta();\n}",
        "if (p) /* p */ {\n\ta();\n}",
    ),
    "braces wanted: two lines": ("if (p) {\n\tmemset(p, 0, n);\n\ta(b,\n\t  c);\n}", "if (p) {\n\ta(b,\n\t  c);\n}"),
    "braces wanted: an else": (
        "if (p) {\n\tmemset(p, 0, n);\n\ta();\n} else {\n\tb();\n}",
        "if (p) {\n\ta();\n} else {\n\tb();\n}",
    ),
    "braces wanted: nested if": (
        "if (p) {\n\tmemset(p, 0, n);\n\tif (x)\n\t\ta();\n}",
        "if (p) {\n\tif (x)\n\t\ta();\n}",
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_removed(name: str) -> None:
    check(*REMOVED[name])


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("while (p)\n\tmemset(p, 0, n);", "loop"),
        ("for (;;) {\n\tmemset(p, 0, n);\n}", "loop"),
        ("do {\n\tmemset(p, 0, n);\n} while (x);", "loop"),
        ("goto out;\na();\nout:\nmemset(p, 0, n);", "label"),
        ("switch (x) {\ncase 1:\n\ta();\n\tbreak;\ndefault:\n\tmemset(p, 0, n);\n}", "label"),
        ("goto out;\nout:\nmemset(p, 0, n);\nint x = 1;", "declaration"),
        ("if (get(p))\n\tmemset(p, 0, n);", "does something"),
        ("if (a && (p = get()))\n\tmemset(p, 0, n);", "does something"),
        ("if (x < 1)\n\tmemset(p, 0, n);\nelse\n\ta();", "turned round"),
        ("if (a && b || c)\n\tmemset(p, 0, n);\nelse\n\ta();", "mixes"),
        ("if (p)\n\tmemset(p, 0, n);\nelse if (q)\n\ta();", "else-if"),
        ("memset(p, 0, n); /* FIXME: too much */", "unfinished"),
        ("/* XXX clear less */\nmemset(p, 0, n);\na();", "unfinished"),
        ("#if A > 2\nmemset(p, 0, n);\n#else\na();\n#endif", "plain"),
        ("#if A\nmemset(p, 0, n);\n#elif B\na();\n#else\nb();\n#endif", "arm"),
        ("x = ({ memset(p, 0, n); });", "statement expression"),
    ],
)
def test_unplaceable(before: str, why: str) -> None:
    with pytest.raises(Unplaceable, match=why):
        rewritten(whole(before).encode())


def test_another_reading_of_an_if() -> None:
    """The tree holds what stands without A; with A the statement would be the branch of an if."""
    text = b"void f(void)\n{\n#ifdef A\n\tif (x)\n#endif\n\t\tmemset(p, 0, n);\n\tb();\n}\n"
    read = text.replace(b"if (x)", b"      ").replace(b"#ifdef A", b"        ").replace(b"#endif", b"      ")
    start = text.index(b"memset")
    with pytest.raises(Unplaceable, match="#if"):
        tidy(text, function(read), [Span(start, text.index(b";", start) + 1)], [])


ADDED = {
    "12 own line": ("a();\nkfree(x);\nb();", "a();\nkfree(x);\nx = NULL;\nb();"),
    "12 trailing comment": ("kfree(x); /* x */\nb();", "kfree(x); /* x */\nx = NULL;\nb();"),
    "12 under an if": ("if (x)\n\tkfree(x); /* x */\nb();", "if (x) {\n\tkfree(x); /* x */\n\tx = NULL;\n}\nb();"),
    "12 with an else": (
        "if (x)\n\tkfree(x);\nelse\n\tb();",
        "if (x) {\n\tkfree(x);\n\tx = NULL;\n} else {\n\tb();\n}",
    ),
    "12 in the else": ("if (x)\n\tb();\nelse\n\tkfree(x);", "if (x) {\n\tb();\n} else {\n\tkfree(x);\n\tx = NULL;\n}"),
    "12 one-line if": ("if (x) kfree(x);\nb();", "if (x) {\n\tkfree(x);\n\tx = NULL;\n}\nb();"),
    "12 one-line case": (
        "switch (e) {\ncase 1: kfree(x); break;\n}",
        "switch (e) {\ncase 1: kfree(x); x = NULL; break;\n}",
    ),
    "12 do": ("do\n\tkfree(x);\nwhile (y);", "do {\n\tkfree(x);\n\tx = NULL;\n} while (y);"),
}


@pytest.mark.parametrize("name", ADDED)
def test_added(name: str) -> None:
    check(*ADDED[name], added=((rb"kfree\(x\);", b"x = NULL;"),))


def test_added_before_goes_above_the_comment() -> None:
    data = whole("a();\n/* the x */\nkfree(x);").encode()
    at = data.index(b"kfree")
    edits = tidy(data, function(data), [], [Edit(Span(at, at), b"x = NULL;")])
    assert apply(data, edits).decode() == whole("a();\nx = NULL;\n/* the x */\nkfree(x);")


def test_added_takes_the_place_of_the_removed() -> None:
    check(
        "if (x)\n\tmemset(x, 0, n); /* x */\nb();",
        "if (x)\n\tkfree(x); /* x */\nb();",
        added=((MEMSET, b"kfree(x);"),),
    )
    check(
        "if (x)\n\tmemset(x, 0, n); /* x */\nb();",
        "if (x) {\n\tkfree(x); /* x */\n\tx = NULL;\n}\nb();",
        added=((MEMSET, b"kfree(x);\nx = NULL;"),),
    )


def test_7_an_added_argument_is_no_statement() -> None:
    check("p = f(a,b,\n      c);", "p = f(a, new,b,\n      c);", added=((rb"a,", b" new,"),))


CAST = rb"\(struct foo \*\) ?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p = (struct foo *)kmalloc(n, g);", "p = kzalloc(n, g);"),
        ("p = (struct foo *) kmalloc(n,\n\t\t\t   g);", "p = kzalloc(n,\n\t    g);"),
        ("p = (struct foo *)\n\tkmalloc(n,\n\t\tg);", "p = kzalloc(n,\n\t    g);"),
        (f"p{'x' * 60} = (struct foo *)\n\tkmalloc(n, g);", f"p{'x' * 60} =\n\tkzalloc(n, g);"),
    ],
)
def test_9_a_cast_goes(before: str, after: str) -> None:
    check(before, after, gone=CAST)


def test_10_11_no_blank_line_is_left_where_braces_were() -> None:
    check(
        "if (a) {\n\tif (e != NULL) {\n\t\tmemset(e, 0, n);\n\t\tkfree(e);\n\t}\n}",
        "if (a) {\n\tif (e != NULL)\n\t\tkfree(e);\n}",
    )


def call(before: str, after: str) -> None:
    """The right side of `p = …;` replaced as a whole."""
    data = whole(f"p = old({before});").encode()
    start = data.index(b"old(")
    edit = Edit(Span(start, data.index(b";", start)), after.split(" = ", 1)[1].encode().partition(b";")[0])
    assert b"\n" not in edit.text
    text = apply(data, tidy(data, function(data), [], [edit])).decode()
    assert max(len(line.expandtabs(8)) for line in text.splitlines()) <= 80
    assert " ".join(text.split()) == " ".join(whole(after).split())


def test_a_long_call_is_broken_at_its_commas() -> None:
    short, long = "a(1, 2)", "ccc[2, 3]"
    call(short, f"p = new({short}, flags);")
    call(short, f"p = new({', '.join([short, long] * 8)}, flags);")
    call(short, f"p = new({' + '.join(['number_of_elements'] * 6)}, sizeof(long), flags);")
    call(short, 'p = new("a, b", ' + ", ".join(["argument"] * 12) + ");")


def test_15_replaced_tokens_leave_the_rest_alone() -> None:
    check("(void)b(1);\nx = max_t(int,\n\t  foo(1,\n\t      2), /* c */\n\t  kmalloc(3));", "(void)b(1);\n"
          "x = max_t(int,\n\t  foo(1,\n\t      2), /* c */\n\t  kzalloc(3));")  # fmt: skip


def test_16_crlf() -> None:
    before = whole("a();\n/* clear */\nmemset(p, 0, n);\n\nif (x)\n\tkfree(x);").replace("\n", "\r\n").encode()
    after = whole("a();\n\nif (x) {\n\tkfree(x);\n\tx = NULL;\n\ty = NULL;\n}").replace("\n", "\r\n").encode()
    assert rewritten(before, added=((rb"kfree\(x\);", b"x = NULL;\ny = NULL;"),)) == after


def test_16_no_final_newline_and_spaces() -> None:
    before = b"int f(void)\n{\n    p = kmalloc_array(n,\n                      m);\n    memset(p, 0, n);\n}"
    assert rewritten(before) == b"int f(void)\n{\n    p = kcalloc(n,\n                m);\n}"
    assert rewritten(b"int f(void) { memset(p, 0, n); }") == b"int f(void) { }"


def test_other_bytes_are_not_touched() -> None:
    before = b'/* \xe9 */\nint f(void)\n{\n\ta();  \n\tb("\xe9 memset(x); {");\t\n\tmemset(p, 0, n);\n\tc(); \n}\n\n\n'
    assert rewritten(before, gone=rb"memset\(p[^;]*;") == before.replace(b"\tmemset(p, 0, n);\n", b"")


LINES = st.sampled_from(
    [
        "a();",
        "b(); /* b */",
        "",
        "memset(p, 0, n);",
        "memset(q, 0,\n\t       n);",
        "/* note */",
        "// clear",
        "if (x)\n\t\ty();",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_code_and_indentation_stay_whatever_goes(lines: list[str]) -> None:
    before = (
        "int f(void)\n{\n" + "".join(f"\t{line}\n" if line else "\n" for line in [*lines, "z();"]) + "}\n"
    ).encode()
    after = rewritten(before)
    kept = [line for line in lines if line and not line.startswith(("memset", "/"))]
    code = [line for line in after.decode().split("\n") if line.strip() and not line.strip().startswith("/")]
    assert code == ["int f(void)", "{", *"\n".join(f"\t{line}" for line in [*kept, "z();"]).split("\n"), "}"]
    assert after.count(b"\n\n\n") <= before.count(b"\n\n\n")
    assert after.count(b"{\n\n") <= before.count(b"{\n\n")
    assert not re.search(rb"[ \t]\n", after)


def test_clash() -> None:
    one, two, three = Edit(Span(3, 5), b""), Edit(Span(4, 8), b"x"), Edit(Span(5, 9), b"x")
    assert clash([one], [two])
    assert not clash([one], [three])
    assert not clash([one], [one])
    assert clash([Edit(Span(3, 3), b"a")], [Edit(Span(3, 3), b"b")])


def test_overlapping_edits_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply(b"0123456789", [Edit(Span(3, 5), b""), Edit(Span(4, 8), b"")])
    assert apply(b"0123456789", [Edit(Span(5, 5), b"x"), Edit(Span(3, 5), b"")]) == b"012x56789"


def test_an_else_that_moves_to_another_if_is_seen() -> None:
    before = b"void f(void) { if (a) if (b) x(); else y(); else z(); }"
    gone = Edit(Span(before.index(b"else y();"), before.index(b"else y();") + len(b"else y();")), b"")
    assert not nested_alike(function(before), 0, function(apply(before, [gone])), [gone])
    braces = [Edit(Span(22, 22), b"{ "), gone, Edit(Span(gone.span.end, gone.span.end), b" }")]
    assert nested_alike(function(before), 0, function(apply(before, braces)), braces)
