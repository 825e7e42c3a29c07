"""Findings on streams."""

from __future__ import annotations

import io
import json

import pytest

from kzfix.model import Edit, Finding, Found, Include, Proposal, Proved, Refused, Review, Run, Site, Span, Verdict
from kzfix.present import colour, summary, text
from kzfix.present import diff as patches
from kzfix.present.json import Document
from kzfix.rewrite import choice

BEFORE = b"int f(void)\n{\n\tp = kmalloc(4); /* \xe9 */\n\tg(p);\n\tmemset(p, 0, 4);\n}\n"
FIRST = BEFORE.index(b"p = kmalloc")
CALL = Span(BEFORE.index(b"g(p)"), BEFORE.index(b"g(p)") + 4)
EDITS = (Edit(Span(FIRST + 4, FIRST + 11), b"kzalloc"),)


def finding(verdict: Verdict, edits: tuple[Edit, ...] = EDITS) -> Finding:
    site = Site((Span(FIRST, FIRST + 14),), (), (), ())
    proposal = Proposal("zeroing/memset", "f", Span(0, len(BEFORE)), (site,))
    return Finding(proposal, verdict, edits, 3, "use kzalloc() instead of kmalloc() and memset()")


PROVED = finding(Proved(("untouched: nothing writes to p",)))
REVIEW = finding(Review("untouched", "only you know what g() does with p", CALL), (Edit(Span(0, 3), b"long"),))
REFUSED = finding(Refused("untouched", "g() writes to p", CALL, bug=True), ())
ALL = Found("drivers/f.c", BEFORE, (PROVED, REVIEW, REFUSED), EDITS)


def test_proved_alone_is_chosen_unless_review_is_asked_for() -> None:
    assert choice.chosen(ALL, Include.PROVED) == (PROVED,)
    assert choice.chosen(ALL, Include.REVIEW) == (PROVED, REVIEW)
    assert choice.chosen(Found("f.c", BEFORE, (REFUSED,)), Include.REVIEW) == ()


def test_what_is_written_is_what_the_engine_put_together() -> None:
    assert choice.after(ALL) == BEFORE.replace(b"kmalloc", b"kzalloc")
    assert choice.after(Found("f.c", BEFORE, (REFUSED,))) == BEFORE


def test_diff() -> None:
    out = io.BytesIO()
    assert patches.write(out, ALL)
    assert out.getvalue() == (
        b"diff --git a/drivers/f.c b/drivers/f.c\n--- a/drivers/f.c\n+++ b/drivers/f.c\n@@ -1,6 +1,6 @@\n int f(void)\n"
        b" {\n-\tp = kmalloc(4); /* \xe9 */\n+\tp = kzalloc(4); /* \xe9 */\n \tg(p);\n \tmemset(p, 0, 4);\n }\n"
    )


def test_diff_of_nothing() -> None:
    out = io.BytesIO()
    assert not patches.write(out, Found("f.c", BEFORE, (REFUSED, REVIEW)))
    assert out.getvalue() == b""


def test_diff_under_another_name() -> None:
    out = io.BytesIO()
    patches.write(out, ALL, name="tree/f.c")
    assert b"+++ b/tree/f.c\n" in out.getvalue()


def test_colour_adds_nothing_but_colour() -> None:
    plain, painted = io.BytesIO(), io.BytesIO()
    patches.write(plain, ALL)
    patches.write(painted, ALL, colour=True)
    for code in (colour.BOLD, colour.CYAN, colour.RED, colour.GREEN, colour.RESET):
        assert code.encode() in painted.getvalue()
        painted = io.BytesIO(painted.getvalue().replace(code.encode(), b""))
    assert painted.getvalue() == plain.getvalue()


def test_colour_of_lines_that_look_like_headers() -> None:
    patch = colour.patch(b"--- a/f\n+++ b/f\n@@ -1 +1 @@ f(\n--- x\r\n+++ y\n \n")
    assert patch == (
        b"\x1b[1m--- a/f\x1b[m\n\x1b[1m+++ b/f\x1b[m\n\x1b[36m@@ -1 +1 @@\x1b[m f(\n"
        b"\x1b[31m--- x\x1b[m\r\n\x1b[32m+++ y\x1b[m\n \n"
    )


def test_check_is_a_line_for_each_change() -> None:
    out = io.StringIO()
    text.check(out, ALL)
    assert out.getvalue() == "drivers/f.c:3: zeroing/memset: use kzalloc() instead of kmalloc() and memset()\n"
    text.check(out, ALL, Include.REVIEW)
    assert out.getvalue().count("\n") == 3


def test_why() -> None:
    out = io.StringIO()
    text.why(out, ALL)
    assert out.getvalue() == (
        "drivers/f.c:3: zeroing/memset in f: proved\n"
        "    use kzalloc() instead of kmalloc() and memset()\n"
        "    3 |         p = kmalloc(4); /* \\xe9 */\n"
        "      |         ^^^^^^^^^^^^^^\n"
        "    - untouched: nothing writes to p\n"
        "\n"
        "drivers/f.c:3: zeroing/memset in f: review (untouched)\n"
        "    use kzalloc() instead of kmalloc() and memset()\n"
        "    3 |         p = kmalloc(4); /* \\xe9 */\n"
        "      |         ^^^^^^^^^^^^^^\n"
        "    drivers/f.c:4: only you know what g() does with p\n"
        "    4 |         g(p);\n"
        "      |         ^^^^\n"
        "\n"
        "drivers/f.c:3: zeroing/memset in f: refused (untouched), a suspected bug\n"
        "    use kzalloc() instead of kmalloc() and memset()\n"
        "    3 |         p = kmalloc(4); /* \\xe9 */\n"
        "      |         ^^^^^^^^^^^^^^\n"
        "    drivers/f.c:4: g() writes to p\n"
        "    4 |         g(p);\n"
        "      |         ^^^^\n"
        "\n"
    )


def test_why_of_some_findings() -> None:
    out = io.StringIO()
    text.why(out, ALL, [REFUSED])
    assert out.getvalue().count("zeroing/memset in") == 1


def test_an_excerpt_never_sends_control_characters() -> None:
    out = io.StringIO()
    bad = BEFORE.replace(b"g(p)", b"g(\x1b)")
    text.why(out, Found("f\udcff.c", bad, (REFUSED,)))
    assert "g(?)" in out.getvalue()
    assert "f\\xff.c:4:" in out.getvalue()


def test_a_name_never_sends_control_characters() -> None:
    assert text.shown("a\nb\x1b[31m\udcff é.c") == "a\\nb\\x1b[31m\\xff é.c"


def test_json() -> None:
    out = io.StringIO()
    document = Document(out)
    document.add(ALL)
    document.add(Found("b\udcff.c", BEFORE, (finding(PROVED.verdict, (Edit(Span(1, 2), b"\xe9"),)),)))
    document.close(Run(files=7, proved=2, seconds=1.23456))
    read = json.loads(out.getvalue())
    one, two, three, four = read["findings"]
    assert list(one) == [
        *("path", "line", "column", "rule", "function", "message"),
        *("verdict", "guard", "reason", "at", "bug", "evidence", "edits"),
    ]
    assert (one["verdict"], one["evidence"], one["guard"]) == ("proved", ["untouched: nothing writes to p"], None)
    assert one["edits"] == [{"start": FIRST + 4, "end": FIRST + 11, "text": "kzalloc"}]
    assert (two["verdict"], two["at"]) == ("review", {"line": 4, "column": 2})
    assert (three["verdict"], three["bug"], three["reason"], three["edits"]) == ("refused", True, "g() writes to p", [])
    assert (four["path"], four["edits"][0]["text"]) == ("b\\xff.c", "\\xe9")
    assert read["summary"]["files"] == 7
    assert read["summary"]["seconds"] == 1.235


def test_json_of_nothing() -> None:
    out = io.StringIO()
    Document(out).close(Run())
    assert json.loads(out.getvalue())["findings"] == []


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (
            Run(files=412, skipped=2, unparsed=3, proved=41, review=5, refused=12, changed=38),
            "412 files, 2 skipped, 3 functions not parsed; 41 proved, 5 to review, 12 refused; 38 files changed",
        ),
        (
            Run(files=1, unparsed=1, changed=1, failed=1),
            "1 file, 0 skipped, 1 failed, 1 function not parsed; 0 proved, 0 to review, 0 refused; 1 file changed",
        ),
    ],
)
def test_summary(run: Run, line: str) -> None:
    assert summary.line(run) == line
