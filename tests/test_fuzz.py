"""What no text may do: bring kzfix down, hold it up, or make it write what it should not.

The default run is the same every time. The long one, over a kernel tree too when KZFIX_TREE names one, is asked for:

    KZFIX_TREE=… pytest -m long tests/test_fuzz.py
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from soup import mutants, soups

from kzfix.config import Settings
from kzfix.engine import DEEPEST, Rules, examine, load
from kzfix.model import Clean, Edit, Failed, FileResult, Found, Include, Skipped, Source
from kzfix.rewrite.splice import apply
from kzfix.smpl.load import builtin_rules
from kzfix.source.parse import Unit, unit
from kzfix.source.tree import LONGEST, parse

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = Settings(group=("idioms", "leak", "stores"), include=Include.REVIEW)
sys.setrecursionlimit(20 * DEEPEST)  # as `examine` does, lest Hypothesis wonders
RULES = load(EVERYTHING)
OWN = st.sampled_from(
    [path.read_bytes() for folder in (builtin_rules(), ROOT / "examples") for path in sorted(folder.rglob("*.c"))]
)
TREE = os.environ.get("KZFIX_TREE", "")  # a kernel to read, never to copy from
MOST_BYTES = 60_000  # of a file of that tree: so that more of them get their turn
LONG = int(os.environ.get("KZFIX_EXAMPLES", "20000"))  # examples of each kind in the long run

short = settings(
    derandomize=True, database=None, deadline=None, max_examples=50, suppress_health_check=list(HealthCheck)
)
long = settings(short, derandomize=False, max_examples=LONG)


def judged(data: bytes, path: str = "fuzz.c", rules: Rules = RULES) -> FileResult:
    """What the engine says of some bytes, none of which may bring it down; what it changes must be right.

    With the rules of the project a second run must find nothing to change; other rules may add code without end.
    """
    result = examine(Source(path, data), rules, EVERYTHING)
    assert isinstance(result, Clean | Skipped | Found | Failed)
    assert not isinstance(result, Failed), result
    if isinstance(result, Found):
        assert result.before == data
        after = _changed(result)
        again = examine(Source(path, after), rules, EVERYTHING) if rules is RULES and result.edits else None
        assert not isinstance(again, Failed), again
        assert not (isinstance(again, Found) and again.edits), ("a second run would change more", again.edits)
    return result


def _changed(found: Found) -> bytes:
    """The text that the edits make, held against the one before."""
    data = found.before
    for edits in (found.edits, *(finding.edits for finding in found.findings)):
        _in_order(edits, len(data))
    if not found.edits:
        return data
    after = apply(data, found.edits)
    assert _outside(data, after, found)
    assert not (_crlf(data) and not _crlf(after)), "a line that ends otherwise"
    assert (b"\r" in data) or b"\r" not in after
    _reads_as_well(data, after)
    return after


def _in_order(edits: Sequence[Edit], size: int) -> None:
    spans = [edit.span for edit in edits]
    assert all(0 <= span.start <= span.end <= size for span in spans)
    assert all(one.end <= other.start and one != other for one, other in pairwise(spans))


def _outside(data: bytes, after: bytes, found: Found) -> bool:
    """Whether the text between the edits is there as it was, and nothing else but what they put in."""
    kept = at = 0
    for edit in found.edits:
        same = data[kept : edit.span.start]
        if after[at : at + len(same)] != same or after[at + len(same) :][: len(edit.text)] != edit.text:
            return False
        at += len(same) + len(edit.text)
        kept = edit.span.end
    return after[at:] == data[kept:]


def _crlf(data: bytes) -> bool:
    return b"\r\n" in data and data.count(b"\n") == data.count(b"\r\n")


def _reads_as_well(data: bytes, after: bytes) -> None:
    """No function is lost, or read worse than it was: by kzfix as it reads, and by the parser alone."""
    old, new = (unit(Source("fuzz.c", text), lambda _: True) for text in (data, after))
    assert len(old.functions) == len(new.functions), "another number of functions"
    for one, other in zip(old.functions, new.functions, strict=True):
        assert one.name == other.name
        assert one.error is not None or other.error is None, f"{one.name}() cannot be read any more"
        assert _wrong(old, one.span) or not _wrong(new, other.span)


def _wrong(read: Unit, span: tuple[int, int]) -> bool:
    return parse(read.source.data[span[0] : span[1]])[1] is not None


# Source


@short
@given(st.binary(max_size=400))
@example(b"")
def test_any_bytes(data: bytes) -> None:
    judged(data)
    judged(b"void f(void)\n{\n\tp = kmalloc(n, gfp);\n" + data.replace(b"\0", b"") + b"\n\tmemset(p, 0, n);\n}\n")


@short
@given(soups())
def test_any_soup(data: bytes) -> None:
    judged(data)


@short
@given(mutants(OWN))
def test_any_mutant(data: bytes) -> None:
    judged(data)


IN = b"void *f(int n)\n{\n\tstruct foo *p;\n\n\tp = kmalloc(sizeof(*p), GFP_KERNEL);\n"
OUT = b"\tmemset(p, 0, sizeof(*p));\n\treturn p;\n}\n"
OVER_AND_OVER = (
    b"(", b")", b"{", b"}", b"}\n", b"[", b"f(", b"(a)", b"(){", b"A B ", b"if (x) ", b"if (x) y(); else ", b"do ",
    b"else ", b"while (x) ", b"#if A\n", b"#else\n", b"#endif\n", b"#if A\nx();\n#endif\n", b"#", b"\\\n", b"/*",
    b'"', b"'", b"*", b"a + ", b"a ? b : ", b"-> a", b"p = ", b"FOO(x)\n", b"FOO(x) {\n", b"int p;\n",
    b"struct foo { ", b"\r", b"\t", b"case 1: ", b"typedef ", b"x = y;\n", b"if (p->x) p->y = 0;\n", b"q = p; ",
    b"goto out; ", b"l: ", b"sizeof ", b"a, ", b"({ ", b"@",
)  # fmt: skip


@pytest.mark.parametrize("piece", OVER_AND_OVER)
def test_the_same_over_and_over(piece: bytes) -> None:
    """Between an allocation and its memset(), and in the place of a head."""
    many = piece * (1000 // len(piece))
    with limit(10):
        judged(IN + b"\t" + many + b"\n" + OUT)
        judged(many + IN + OUT)


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """What takes more seconds of a processor is broken off, in the same way as by the pool."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TakesTooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class TakesTooLong(BaseException):
    """Not an `Exception`: the engine makes a result out of those."""


def test_the_time_for_a_file_ends_in_the_parser_too() -> None:
    began = time.process_time()
    with pytest.raises(TakesTooLong), limit(0.2):
        parse(b"f(" * (LONGEST // 2))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text", [IN + b"\t;\n" * (LONGEST // 3) + OUT, b"M(kmalloc, memset, GFP_KERNEL) {" + b";" * LONGEST]
)
def test_what_is_too_long_is_not_read(text: bytes) -> None:
    result = judged(text)
    assert isinstance(result, Clean)
    assert [(one.line, one.why) for one in result.unparsed] == [(1, f"longer than {LONGEST} bytes")]


@pytest.mark.long
@long
@given(soups())
def test_any_soup_at_length(data: bytes) -> None:
    judged(data)


@pytest.mark.long
@long
@given(mutants(OWN, most=8))
def test_any_mutant_at_length(data: bytes) -> None:
    judged(data)


@st.composite
def tree_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the tree that some rule speaks of, with what happened to it."""
    path = draw(st.sampled_from(_speaking()))
    return path, draw(mutants(st.just(Path(path).read_bytes())))


@functools.cache
def _speaking() -> list[str]:
    found = (path for path in sorted(Path(TREE).rglob("*.c")) if path.is_file() and path.stat().st_size < MOST_BYTES)
    return [str(path) for path in found if RULES.speak_of(path.read_bytes())]


@pytest.mark.long
@pytest.mark.skipif(not TREE, reason="KZFIX_TREE names no kernel tree")
@long
@given(tree_files())
def test_any_mutant_of_a_kernel_file(file: tuple[str, bytes]) -> None:
    path, data = file
    judged(data, path)
