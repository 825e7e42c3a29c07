"""What is said of memory that leaves the kernel before all of it is written: bytes, callees, the message."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzfix.config import Settings
from kzfix.engine import examine, load
from kzfix.errors import RuleError
from kzfix.facts.cells import Cell, cells
from kzfix.facts.layout import ENDLESS, Layouts
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType
from kzfix.model import Found, Proved, Refused, Review, Source, Verdict
from kzfix.smpl.load import read_rule

RULES = load(Settings(rule=("leak/uninitialised",)))
TYPES = """struct inner { u16 a; u32 b; };
struct outer {
	u8 kind;
	struct inner two[2];
	u32 list[3];
	union { u8 small; u64 large; } u;
	u16 low:4, high:12;
	u8 rest[];
};
"""
SEND = """struct reply { u32 id; u32 more; char name[16]; };

%s
long get(void __user *to, const char *from, size_t n)
{
	struct reply *p = kmalloc(sizeof(*p), GFP_KERNEL);
	long err;

	if (!p)
		return -ENOMEM;
	%s
	err = copy_to_user(to, p, sizeof(*p));
	kfree(p);
	return err;
}
"""


def judged(tmp_path: Path, code: str, before: str = "") -> Verdict:
    source = Source(str(tmp_path / "reply.c"), (SEND % (before, code)).encode())
    result = examine(source, RULES, Settings())
    assert isinstance(result, Found), result
    (finding,) = result.findings
    return finding.verdict


def layouts(tmp_path: Path) -> Layouts:
    return Layouts(Lookup(str(tmp_path / "a.c"), TYPES.encode()))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ((), (0, 48)),
        (("kind",), (0, 1)),
        (("two",), (4, 20)),
        (("two", "[1]", "b"), (16, 20)),
        (("two", "[]"), (4, 20)),
        (("two", "[2]"), None),
        (("[1]", "kind"), (48, 49)),
        (("list", "[2]"), (28, 32)),
        (("u", "small"), (32, 33)),
        (("low",), None),
        (("rest",), (42, ENDLESS)),
        (("rest", "[0]"), None),
        (("missing",), None),
    ],
)
def test_where_the_bytes_of_a_place_are(
    tmp_path: Path, path: tuple[str, ...], wanted: tuple[int, int] | None
) -> None:
    found = layouts(tmp_path).extent(CType("struct outer"), path)
    assert found == wanted


def test_what_belongs_to_nobody(tmp_path: Path) -> None:
    assert layouts(tmp_path).unused(CType("struct inner")) == ((2, 4),)
    assert layouts(tmp_path).unused(CType("struct missing")) is None


def test_a_structure_in_cells(tmp_path: Path) -> None:
    assert cells(layouts(tmp_path), CType("struct inner")) == (
        Cell(("a",), (0, 2)),
        Cell(("b",), (4, 8)),
        Cell((), (2, 4), hole=True),
    )
    assert cells(layouts(tmp_path), CType("struct missing")) == ()


def test_an_array_is_its_ends(tmp_path: Path) -> None:
    found = [cell.path for cell in cells(layouts(tmp_path), CType("struct outer")) if cell.path[:1] == ("list",)]
    assert found == [("list", "[0]"), ("list", "[2]")]


# what is written


ALL = "p->id = 1; p->more = 2; "


@pytest.mark.parametrize(
    "code",
    [
        "memset(p->name, 0, sizeof(p->name));",
        "memcpy(p->name, from, 16);",
        "memcpy(p->name, from, n);",
        "strncpy(p->name, from, sizeof(p->name));",
        "strscpy_pad(p->name, from, sizeof(p->name));",
        'strscpy(p->name, "fifteen letters", sizeof(p->name));',
        'strscpy(p->name, "nine char", sizeof(p->name));',  # copied by words: sixteen bytes
        "for (n = 0; n < 16; n++) p->name[n] = 0;",
        "memset(&p->more, 0, 20);",
        "fill(p->name);",
    ],
)
def test_a_name_that_may_be_whole(tmp_path: Path, code: str) -> None:
    assert isinstance(judged(tmp_path, ALL + code), Refused)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "sends name to user space, and nobody writes it before"),
        ("p->name[0] = 0;", "sends the end of name to"),
        ("memset(p->name, 0, 15);", "sends the end of name to"),
        ('strscpy(p->name, "short", sizeof(p->name));', "sends the end of name to"),
        ('sprintf(p->name, "short");', "sends the end of name to"),
        ("strscpy(p->name, from, 8);", "sends the end of name to"),
    ],
)
def test_a_name_that_is_not(tmp_path: Path, code: str, said: str) -> None:
    found = judged(tmp_path, ALL + code)
    assert isinstance(found, Proved)
    assert said in found.evidence[-1]


@pytest.mark.parametrize("call", ["strscpy(p->name, from, 16)", 'snprintf(p->name, 16, "%s", from)'])
def test_a_text_of_any_length(tmp_path: Path, call: str) -> None:
    found = judged(tmp_path, f"{ALL}{call};")
    assert isinstance(found, Review)
    assert "writes no more than a text" in found.reason


def test_a_callee_of_the_file_is_looked_into(tmp_path: Path) -> None:
    fill = "static void fill(struct reply *r) { r->id = 0; r->more = 2; }"
    found = judged(tmp_path, "fill(p);", fill)
    assert isinstance(found, Proved)
    assert "sends name to user space" in found.evidence[-1]
    whole = fill.replace("r->id = 0;", "memset(r, 0, sizeof(*r));")
    assert isinstance(judged(tmp_path, "fill(p);", whole), Refused)


def test_a_bit_field_that_is_not_written(tmp_path: Path) -> None:
    text = (SEND % ("", "p->id = 1; p->low = 2;")).replace("u32 more; char name[16];", "u32 low:4, high:28;")
    result = examine(Source(str(tmp_path / "reply.c"), text.encode()), RULES, Settings())
    assert isinstance(result, Found)
    (finding,) = result.findings
    assert isinstance(finding.verdict, Proved)
    assert "sends high to user space" in finding.verdict.evidence[-1]


# the header of a rule that reports


def test_a_report_names_only_what_there_is() -> None:
    text = "/// t\n// Subject: s\n// Report: line {source}, {drain}\n@@\nexpression x;\n@@\n- f(x);\n"
    with pytest.raises(RuleError, match=r"found \{drain\} in the report, expected .*\{source\} or \{sink\} or \{why\}"):
        read_rule(text, "r", (), None, "r.cocci")
