"""The words of a series: what sentences say of one, two and many functions, and what they must never say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kzfix.deliver.series import split, told
from kzfix.deliver.series.model import Patch, Place, Series, Step, Words
from kzfix.deliver.series.words import BUILTIN, LONGEST, About, Writer
from kzfix.deliver.series.wrap import WIDTH
from kzfix.errors import ConfigError
from kzfix.model import Split
from kzfix.tree.maintainers import Maintainers
from kzfix.tree.subject import Origin, Prefix

RULES = sorted(
    path.relative_to(BUILTIN / "why").with_suffix("").as_posix()
    for path in (BUILTIN / "why").rglob("*.j2")
    if path.stem != "default"
)
SMPL = "@@\nexpression x, n;\n@@\n  x =\n- kmalloc\n+ kzalloc\n  (n, ...)\n  ...\n- memset(x, 0, n);\n"
LONG = "@@\nexpression x;\n@@\n" + "  f(x);\n" * 40
COPY = b"void f(void)\n{\n\tmemcpy(p, q, n);\n\t*p = *q;\n\tif (copy_from_user(p, q, n))\n\tfill(p);\n}\n"
PLACE = Place(
    "fs/a.c", "f", 3, "use kzalloc()", "p", "n * sizeof(u32)", "kmalloc", "kzalloc", ("memset",), SMPL, (), ""
)  # fmt: skip


def patch(*places: Place, rule: str = "zeroing/memset", text: bytes = b"") -> Patch:
    files = sorted({place.file for place in places})
    steps = [Step(name, rule, 0, text, text, tuple(p for p in places if p.file == name)) for name in files]
    return Patch("key", rule, 0, tuple(steps))


def at(*names: str) -> list[Place]:
    """Places in files and functions: "a.c:f"."""
    return [
        replace(PLACE, file=f"fs/{file}", function=name) for file, _, name in (each.partition(":") for each in names)
    ]


def prefix(text: str = "fs: ", capital: bool = False) -> Prefix:
    return Prefix(text, Origin.PATH, "", capital, "", "")


def written(patches: Sequence[Patch], called: str = "fs: ", smpl: str = SMPL, folder: str = "") -> list[Words]:
    named = [replace(each, key=str(number)) for number, each in enumerate(patches)]
    writer = Writer({each.rule: About("Do this and that.", smpl) for each in patches}, folder)
    return writer.patches(Series("fs", "", tuple(named)), {each.name: prefix(called) for each in named})


def cover(patches: Sequence[Patch], called: Sequence[str]) -> tuple[str, str]:
    named = [replace(each, key=str(number)) for number, each in enumerate(patches)]
    prefixes = {each.name: prefix(text) for each, text in zip(named, called, strict=True)}
    writer = Writer({each.rule: About("Do this and that.", SMPL) for each in patches})
    series = Series("fs", "", tuple(named))
    letter = writer.cover(series, writer.patches(series, prefixes), prefixes)
    return letter.subject, letter.body


@pytest.mark.parametrize(
    ("places", "who", "verb"),
    [
        (["a.c:f"], "f()", "s"),
        (["a.c:f", "a.c:f"], "f()", "s"),
        (["a.c:f", "b.c:g"], "f() and g()", ""),
        (["a.c:f", "b.c:f"], "These functions", ""),  # two, of the same name
        (["a.c:f", "b.c:g", "b.c:h"], "These functions", ""),
        ([f"{n:02}.c:f{n}" for n in range(13)], "13 functions in 13 files", ""),
    ],
)
def test_who_does_it(places: list[str], who: str, verb: str) -> None:
    says = told.told(patch(*at(*places)))
    assert (says["who"], says["s"]) == (who, verb)
    assert bool(says["where"]) == (who == "These functions")


def test_the_functions_file_by_file() -> None:
    says = told.told(patch(*at("a.c:f", "b.c:g", "b.c:h")))
    assert says["where"] == "  fs/a.c: f()\n  fs/b.c: g(), h()"


@pytest.mark.parametrize(
    ("lines", "writers"),
    [
        ([3], "memcpy()"),
        ([4], "an assignment"),
        ([3, 4], "memcpy() or an assignment"),
        ([5, 3, 4], "copy_from_user(), memcpy() or an assignment"),
        ([3, 6], ""),  # not one that the rule knows
        ([99], ""),
    ],
)
def test_what_overwrites_it(lines: list[int], writers: str) -> None:
    known = "memcpy(x, E, n)\ncopy_from_user(x, E, n)\n"
    said = [(f"nobody reads the object before line {line} writes all of it",) for line in lines]
    places = [replace(PLACE, smpl=known, evidence=each) for each in said]
    assert told.told(patch(*places, text=COPY))["writers"] == writers


def test_a_size_is_told_where_it_says_more_than_the_name() -> None:
    for size, shown in (
        ("sizeof(*p)", ""),
        ("sizeof(struct f)", ""),
        ("sizeof *p", ""),
        ("n", "n"),
        ("a + b", "a + b"),
    ):
        assert told.told(patch(replace(PLACE, size=size)))["size"] == shown
    assert told.told(patch(*at("a.c:f", "b.c:g")))["size"] == ""


def test_a_variable_that_is_called_as_a_word_is_not_named() -> None:
    assert "allocates memory with" in written([patch(replace(PLACE, object="as"))])[0].body
    assert "allocates asp with" in written([patch(replace(PLACE, object="asp"))])[0].body


@pytest.mark.parametrize("rule", [*RULES, "own/rule"])
@pytest.mark.parametrize("places", [["a.c:f"], ["a.c:f", "a.c:f"], ["a.c:f", "b.c:g"], ["a.c:f", "b.c:g", "c.c:h"]])
@pytest.mark.parametrize("smpl", [SMPL, LONG])
def test_every_text_reads_well(rule: str, places: list[str], smpl: str) -> None:
    one, *rest = at(*places)
    seen = replace(one, evidence=("zero for the first time: a, b",), smpl=smpl)
    (words,) = written([patch(seen, *rest, rule=rule)], smpl=smpl)
    assert len(words.subject) <= LONGEST and not words.subject.endswith((".", " "))
    paragraphs = [text for text in words.body.split("\n\n") if not text.startswith(" ")]
    for text in paragraphs:
        assert all(len(line) <= WIDTH and line == line.strip() for line in text.split("\n"))
        assert not re.search(r"  | [.,:;)]|\( |\.\.|\bNone\b|\(\)\(\)|[Tt]his patch|\bwe\b", text), text
        assert text[-1] in ".:)" and (text[0].isupper() or text.startswith(("f()", "- ")))
    assert all(f"{place.function}()" in words.body for place in (seen, *rest))
    assert f"rule {rule}" in " ".join(words.body.split())
    verbs = r"\b(?:allocate|clear|set|ask|overwrite|cast|add|hand|multiply|fill)\b"
    assert len(set(places)) > 1 or not re.search(rf"f\(\) {verbs}", words.body)


def test_the_semantic_patch_is_that_of_the_rule() -> None:
    short, other = patch(PLACE), patch(PLACE, replace(PLACE, function="g", smpl=SMPL.replace("k", "v")))
    for each, end in ((short, "this semantic patch:"), (other, "this semantic patch, for other allocators too:")):
        (words,) = written([each])
        assert end in " ".join(words.body.split()) and "\n  - memset(x, 0, n);" in words.body
    several = f"{SMPL}\n{SMPL}"
    (words,) = written([short], smpl=several)
    assert "- memset" not in words.body and '"kzfix rules show zeroing/memset" prints' in " ".join(words.body.split())
    assert "cover letter" not in words.body
    first, _ = written([short, other], smpl=several)
    assert "stands in the cover letter" in " ".join(first.body.split())


def test_subjects_differ_and_fit() -> None:
    names = ["a.c:f", "b.c:f", "c.c:a_function_with_a_name_that_is_far_too_long_for_a_subject", "d.c:f"]
    found = [words.subject for words in written([patch(*at(name)) for name in names] + [patch(*at(*names))] * 2)]
    assert len(set(found)) == len(found) and all(len(subject) <= LONGEST for subject in found)
    assert found[0] == "fs: use kzalloc() instead of kmalloc() and memset()"
    assert found[1] == f"{found[0]} in f()" and found[2] == f"{found[0]} in c"


def test_a_subject_names_all_that_it_is_about() -> None:
    far = [replace(PLACE, file=f"drivers/scsi/{name}", function=name) for name in ("aacraid/rx.c", "ips.c")]
    _, words = written([patch(*far), patch(*far)], "scsi: ")
    assert words.subject.endswith(" in aacraid and ips")


def test_the_cover_letter() -> None:
    memset, copy = patch(*at("a.c:f")), patch(*at("b.c:g"), rule="overwrite/memcpy")
    subject, body = cover([memset, copy, memset], ["fs: a: ", "fs: b: ", "fs: "])
    assert subject == "fs: zero memory once, and only where it must be"
    text = " ".join(body.split())
    assert "- zeroing/memset: Do this and that (patches 1 and 3)" in text
    assert "- overwrite/memcpy: Do this and that (patch 2)" in text
    assert "changes 3 places in 2 files:" in text and "  // zeroing/memset\n  @@\n" in body
    assert "Nothing of it was compiled or run by kzfix." in text
    subject, body = cover([memset, memset], ["x86/mm: ", "x86/lib: "])
    assert subject == "x86: allocate zeroed memory instead of clearing it"
    assert "The semantic patch:\n" in body and "//" not in body
    assert cover([patch(PLACE, rule="own/rule")] * 2, ["", ""])[0] == "Do this and that"


@pytest.mark.parametrize(
    ("text", "line"),
    [("\n{{ nothing }}", 2), ("a\nb\n{{ 1 / 0 }}\n", 3), ("{% if %}", 1), ("\n\n{{ places[9].file }}", 3)],
)
@pytest.mark.parametrize("name", ["body.j2", "why/zeroing/memset.j2"])
def test_a_template_that_is_wrong_is_named_with_its_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        written([patch(PLACE)], folder=str(tmp_path))
    assert caught.value.place == f"{path}:{line}"


def test_who_looks_after_two_parts_gets_a_patch_for_each(tmp_path: Path) -> None:
    text = "A\nM: G <g@x.example>\nS: Supported\nT: git x\nF: drivers/usb/\nF: drivers/staging/\nF: fs/\n"
    key = split.key(Split.MAINTAINER, Maintainers(text, str(tmp_path)))
    names = ["drivers/usb/core/a.c", "drivers/usb/b.c", "drivers/staging/c.c", "fs/a/b.c", "fs/d.c"]
    assert [len({key(name) for name in names[:n]}) for n in range(1, 6)] == [1, 1, 2, 3, 3]
