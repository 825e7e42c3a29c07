"""What no rule, table or kzfix.toml may do: it is read, or it is an error that says where; nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from soup import mutants
from test_fuzz import RULES, judged, long, short

from kzfix import config
from kzfix.engine import Rules, load_all
from kzfix.errors import ConfigError, KzfixError, RuleError, TableError
from kzfix.model import Clean, Found
from kzfix.prove import GUARDS
from kzfix.smpl.allocators import load_table
from kzfix.smpl.load import builtin_rules, read_rule
from kzfix.smpl.rule import Rule

HOME = builtin_rules()
PATTERNS = sorted(HOME.rglob("*.cocci"))
TABLES = RULES.tables
few = settings(short, max_examples=8)  # each of them reads every rule again
PIECES = (
    b"@@\n", b"@r@\n", b"@r disable paren@\n", b"@", b"- ", b"\n- ", b"\n+ ", b"\n* ", b"\n++ x\n", b"...", b"<... ",
    b" ...>", b"<+... ", b" ...+>", b"\n(\n", b"\n|\n", b"\n)\n", b"\\(", b"\\|", b"\\)", b"\\&", b"when != x",
    b"when any", b"when strict", b"when", b"when != true", b"expression x;\n", b"expression list[n] x;\n",
    b"identifier x =~ \"(a*)*\";\n", b"statement S;\n", b"type T;\n", b"T *x;\n", b"position p;\n", b"x@p",
    b"constant C = {1, 2};\n", b"idexpression", b"// Guards: untouched x\n", b"// Guards: whole-object\n",
    b"// Guards: leaks x y z\n", b"// Family: kzalloc -> kmalloc\n", b"// Family: kzalloc\n", b"// Family: x\n",
    b"// Subject: {plain} {x}\n", b"// Report: {sink}\n", b"// Group: a b\n", b"script:python", b"depends on r",
    b"virtual patch\n", b"#include <x.h>\n", b"x", b"n", b"x = kmalloc(n, ...);", b"memset(x, 0, n);", b"if (x) S",
    b"else", b"{", b"}", b"(", b")", b";", b",", b"*", b"&", b"=", b"==", b"\"", b"'", b"/*", b"*/", b"//",
    b"[[allocator]]\n", b"[[zeroed]]\n", b"plain = \"kmalloc\"\n", b"args = \"n, flags\"\n", b"args = \"...\"\n",
    b"size = \"n * s\"\n", b"size = \"\"\n", b"object = \"n\"\n", b"zeroing = \"kzalloc\"\n",
    b"zeroing_args = \"n, x\"\n", b"clears = [\"memset(x, 0, n)\", \"bzero(x, n)\"]\n", b"clears = []\n",
    b"why = \"\"\n", b"unit = \"bits\"\n", b"headers = [1]\n", b"may_fail = 1\n", b"name = \"a/b\"\n",
    b"call = \"f\"\n", b"rules = [\"x\"]\n", b"include = \"review\"\n", b"jobs = -1\n",
    b"stores = 99999999999999999999\n", b"[a.b]\n", b"x = 2001-99-99\n", b"\"\"\"", b"'''", b"=", b"\xe9", b"\0",
    b"\xef\xbb\xbf",
)  # fmt: skip
pieces = st.sampled_from(PIECES)


@st.composite
def rules(draw: st.DrawFn, most: int = 3) -> tuple[bytes, bytes, bytes]:
    """A rule file of the project in bad hands, and two of its examples."""
    path = draw(st.sampled_from(PATTERNS))
    examples = sorted(path.parent.glob(f"{path.stem}.*.c"))
    text = draw(mutants(st.just(path.read_bytes()), most, pieces))
    one, other = (draw(st.sampled_from(examples)).read_bytes() for _ in range(2))
    return text, one, other


def read(data: bytes) -> Rule | None:
    """The rule in some bytes; None when it is refused in the way it should be."""
    try:
        rule = read_rule(data.decode("latin-1"), "fuzz", TABLES, frozenset(GUARDS), "fuzz.cocci")
        for variant in rule.variants:
            assert variant.alternatives and variant.text and variant.needles is not None
        return rule
    except RuleError as error:
        _says_where(error, "fuzz.cocci")
        return None


def _says_where(error: KzfixError, path: str) -> None:
    assert error.title and error.place.startswith(path), error


@short
@given(st.lists(pieces).map(b"".join))
def test_any_rule(data: bytes) -> None:
    read(data)
    read(b"@@\nexpression x, n;\n@@\n" + data)


@short
@given(rules())
def test_any_mutant_of_a_rule(case: tuple[bytes, bytes, bytes]) -> None:
    _mutant(case)


def _mutant(case: tuple[bytes, bytes, bytes]) -> None:
    text, *examples = case
    rule = read(text)
    if rule is None:
        return
    for data in examples:
        judged(data, rules=Rules((rule,), TABLES))


# Tables and kzfix.toml


def _table(data: bytes, folder: Path) -> None:
    """A table in some bytes, through every rule that a family widens; it may be refused, as it should be."""
    path = folder / "fuzz.toml"
    path.write_bytes(data)
    try:
        table = load_table(path)
        every = load_all(config.Settings(allocators=(str(path),)))
    except (TableError, RuleError) as error:
        assert error.title and error.place, error
        return
    assert table.name == "fuzz"
    for rule in every.rules:
        for variant in rule.variants:
            if variant.entry.startswith("fuzz/"):
                assert variant.alternatives and variant.text
    judged(PAIR, rules=every)


PAIR = (HOME / "zeroing" / "memset.before.c").read_bytes()
OWN_TABLES = st.sampled_from([path.read_bytes() for path in sorted((HOME / "allocators").glob("*.toml"))])
SMALL = b"""\
title = "Fuzz"
clears = ["memset(x, 0, n)"]

[[allocator]]
plain = "get"
zeroing = "get_zeroed"
args = "n * s, flags"
size = "n * s"
frees = ["put"]
may_fail = true

[[zeroed]]
call = "get_page"
args = "T, ..."
size = "sizeof(T)"
"""
OWN_CONFIG = b"""\
rules = ["my-rules"]
rule = ["zeroing/memset"]
group = ["idioms"]
include = "review"
exclude = ["*/generated/*"]
stores = 2
jobs = 4
allocators = ["my-pools.toml"]
"""


@few
@given(st.one_of(mutants(st.just(SMALL), 3, pieces), mutants(OWN_TABLES, 2, pieces), st.binary(max_size=40)))
@example(b"clears = " + b"[" * 5000)
@example(b"x = " + b"9" * 5000)
def test_any_table(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    _table(data, _folder(tmp_path_factory))


@short
@given(st.one_of(mutants(st.just(OWN_CONFIG), 3, pieces), st.lists(pieces).map(b"".join), st.binary(max_size=40)))
@example(b"rules = " + b"[" * 5000)
@example(b"rules = " + b"{a=" * 5000)
@example(b"jobs = " + b"9" * 5000)
def test_any_kzfix_toml(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    _config(data, _folder(tmp_path_factory))


def _folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples, where no other test looks for a kzfix.toml."""
    folder = factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    return folder


def _config(data: bytes, folder: Path) -> None:
    path = folder / "kzfix.toml"
    path.write_bytes(data)
    try:
        config.read(str(path))
    except ConfigError as error:
        _says_where(error, str(path))


@pytest.mark.long
@long
@given(rules(8))
def test_any_mutant_of_a_rule_at_length(case: tuple[bytes, bytes, bytes]) -> None:
    _mutant(case)


@pytest.mark.long
@long
@given(mutants(st.just(SMALL), 8, pieces))
def test_any_table_at_length(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    _table(data, _folder(tmp_path_factory))


@pytest.mark.long
@long
@given(mutants(st.just(OWN_CONFIG), 8, pieces))
def test_any_kzfix_toml_at_length(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    _config(data, _folder(tmp_path_factory))


# Guards


SHAPES = (
    "- x(n);\n",
    "  x =\n- kmalloc\n+ kzalloc\n  (n, ...)\n",
    "  x =\n- kmalloc\n+ kzalloc\n  (n, ...)\n  ...\n- memset(x, 0, n);\n",
    "- memset(n, 0, x);\n",
    "- x = n;\n",
    "- if (!x)\n- return n;\n",
)


EXAMPLE = PAIR.partition(b"\n}\n")[0] + b"\n}\n"  # with one function


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_any_guard_in_any_rule(guard: str) -> None:
    """A guard that does not fit a rule refuses what it proposes; nothing else comes of it."""
    for shape in SHAPES:
        for words in ("", " x", " x n"):
            rule = read(f"// Guards: {guard}{words}\n@@\nexpression x, n;\n@@\n{shape}".encode())
            if rule is None:
                continue
            found = judged(EXAMPLE, rules=Rules((rule,), TABLES))
            assert isinstance(found, Clean | Found) and found.functions == 1
