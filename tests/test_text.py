"""What one text says by itself: the functions and macros that it defines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from soup import soups

from kzfix.facts.lookup import Lookup
from kzfix.facts.text import Text, macros, may_define, named

DEFINED = """
int plain(void) { return 0; }
static int __init marked(int a) __acquires(b) { return a; }
int old(a, b) int a; char *b; { return a; }
int spread /* of { two; */ (int a) /* lines; */
#if defined(X)
	, long
#endif
{ return called(a) ? "other(1) {"[0] : behind("a;b"); }
"""


@pytest.mark.parametrize("word", ["plain", "marked", "old", "spread"])
def test_a_name_that_a_text_defines(word: str) -> None:
    text = Text(DEFINED.encode())
    assert may_define(text, word.encode()) and word.encode() in named(text)


@pytest.mark.parametrize(
    "code",
    ["f(x);", "y = f(x, g(2));", "return f;", 'log("%s {", f);', 'f("{ \\" }", x);', "x.f = 1;", "&f;", "ff(1) { }"],
)
def test_a_name_that_a_text_only_speaks_of(code: str) -> None:
    assert not may_define(Text(f"void outer(void)\n{{\n\t{code}\n}}\n".encode()), b"f")


@settings(derandomize=True, database=None, deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(soups())
def test_no_definition_is_overlooked(data: bytes) -> None:
    text = Text(data)
    assert all(may_define(text, name) for name in named(text))


MACROS = b"""#define ONE 1
 # define ADD(a, b) ((a) + \\
	(b)) /* #define INNER 2 */
#define ONE \\
#define NONE
x #define NOT 1
#define LAST"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (b"ONE", [(None, b"1"), (None, b"\\\n#define NONE")]),
        (b"ADD", [(b"(a, b)", b"((a) + \\\n\t(b)) /* #define INNER 2 */")]),
        (b"LAST", [(None, b"")]),
        (b"INNER", []),
        (b"NONE", []),
        (b"NOT", []),
    ],
)
def test_the_macros_of_a_text(name: bytes, found: list[tuple[bytes | None, bytes]]) -> None:
    assert list(macros(Text(MACROS), name)) == found


def test_the_own_macros_of_a_file_are_those_of_its_headers_too(tmp_path: Path) -> None:
    (tmp_path / "own.h").write_text("#define N 1\n#define F(x, y) x\n")
    found = Lookup(str(tmp_path / "drv.c"), b'#include "own.h"\n#define N 2\n').own_macros()
    assert dict(found) == {"N": [(None, "2"), (None, "1")], "F": [(("x", "y"), "x")]}
    assert "N" in found and "M" not in found and found.get("M") is None and len(found) == 2
