"""Every rule's examples, through the whole engine: what it changes, what it leaves alone, and which guard says so.

The files stand beside the rule `X.cocci` and are found by name. `X.before.c` and `X.after.c` (or
`X.SHAPE.before.c` and `X.SHAPE.after.c`) are a pair; `X.keep-WHY.c` must stay as it is, and its first line names the
guard that refuses; what `X.review-WHY.c` holds only a human can grant.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from kzfix import engine
from kzfix.config import Settings
from kzfix.engine import Rules, examine, load
from kzfix.model import Clean, Finding, Found, Include, Proved, Refused, Review, Source
from kzfix.prove import GUARDS
from kzfix.prove.case import Holds
from kzfix.rewrite import attempt
from kzfix.rewrite.splice import apply
from kzfix.smpl.allocators import Allocator
from kzfix.smpl.load import builtin_rules
from kzfix.smpl.rule import Rule
from kzfix.source.parse import unit

HOME = builtin_rules()
PATTERNS = sorted(HOME.rglob("*.cocci"))
BEFORE = sorted(HOME.rglob("*.before.c"))
KEEPS = sorted(HOME.rglob("*.keep-*.c"))
REVIEWS = sorted(HOME.rglob("*.review-*.c"))
EXAMPLES = sorted(path for path in HOME.rglob("*.c") if "allocators" not in path.parts)
SAID = re.compile(rb"/\* (refused|review): ([a-z-]+) \*/\n")
BUG = re.compile(rb"/\* bug: ")
CREATES = re.compile(rb"_create(?:_usercopy)?\(|KMEM_CACHE\(")  # a function that makes the caches of the others
AS = re.compile(rb"^/\* as: (\S+) \*/", re.M)  # the path that an example stands for
ONLY_REVIEW = frozenset({"padding", "unseen"})  # guards that refuse nothing: what they ask, a human can grant
LAYOUT = "layout"  # the one refusal that is not a guard of a rule


def name(path: Path) -> str:
    """A path as it is shown among the parameters of a test."""
    return path.relative_to(HOME).as_posix().removesuffix(".c").removesuffix(".before")


def rule_of(path: Path) -> str:
    """The id of the rule that an example belongs to."""
    return (path.parent / path.name.split(".")[0]).relative_to(HOME).as_posix()


@functools.cache
def every_rule() -> Rules:
    return engine.load_all(Settings())


@functools.cache
def rules(rule: str) -> Rules:
    return Rules(tuple(one for one in every_rule().rules if one.id == rule), every_rule().tables)


@functools.cache
def without(rule: str, guard: str) -> Rules:
    """The rule with one guard taken out."""
    whole = rules(rule)
    variants = tuple(
        replace(variant, guards=tuple(use for use in variant.guards if use.name != guard))
        for variant in whole.rules[0].variants
    )
    kept = tuple(name for name in whole.rules[0].guards if name != guard)
    return Rules((replace(whole.rules[0], guards=kept, make=lambda: variants),), whole.tables)


def found(path: Path, those: Rules | None = None, include: Include = Include.PROVED) -> Found | Clean:
    """What the engine says of a file, all of whose functions it must be able to read."""
    data = path.read_bytes()
    shown_as = AS.search(data)
    source = Source(shown_as.group(1).decode() if shown_as else str(path), data)
    result = examine(source, those or rules(rule_of(path)), Settings(include=include))
    assert isinstance(result, (Found, Clean)), result
    assert result.unparsed == ()
    return result


def findings(path: Path, those: Rules | None = None) -> tuple[Finding, ...]:
    return findings_of(found(path, those))


def findings_of(result: Found | Clean) -> tuple[Finding, ...]:
    return result.findings if isinstance(result, Found) else ()


def said(path: Path) -> tuple[str, str]:
    """The verdict and the guard that the first line of an example names."""
    match = SAID.match(path.read_bytes())
    assert match is not None, "the first line says which guard refuses: /* refused: GUARD */ or /* review: GUARD */"
    return match.group(1).decode(), match.group(2).decode()


def spoken_of(path: Path) -> set[str]:
    """The functions (and macros) of an example that are there to be judged: all but those that create caches."""
    source = Source(str(path), path.read_bytes())
    functions = {
        function.name
        for function in unit(source, lambda _: True).functions
        if not CREATES.search(source.text(function.span))
    }
    return functions | {word.decode() for word in re.findall(rb"^#define (\w+)\([^)\n]*\).*\\$", source.data, re.M)}


def changed(result: Found | Clean) -> tuple[bytes, set[str]]:
    """An example as it is rewritten, and the functions that have changed in it."""
    assert isinstance(result, Found)
    source = Source(result.path, result.before)
    touched = {
        function.name
        for function in unit(source, lambda _: True).functions
        if any(function.span.start <= edit.span.start < function.span.end for edit in result.edits)
    }
    return apply(result.before, result.edits), touched


# pairs


@pytest.mark.parametrize("path", BEFORE, ids=name)
def test_before_becomes_after(path: Path) -> None:
    result = found(path)
    text, touched = changed(result)
    after = path.with_name(path.name.replace(".before.", ".after."))
    assert text.decode("latin-1") == after.read_bytes().decode("latin-1")
    assert touched == spoken_of(path), "every function of an example shows something"
    assert all(isinstance(finding.verdict, Proved) for finding in findings_of(result))


@pytest.mark.parametrize("path", BEFORE, ids=name)
def test_after_is_left_alone(path: Path) -> None:
    assert findings(path.with_name(path.name.replace(".before.", ".after."))) == ()


# keeps


@pytest.mark.parametrize("path", KEEPS, ids=name)
def test_kept_by_the_guard_that_it_names(path: Path) -> None:
    verdict, guard = said(path)
    assert verdict == "refused"
    result = found(path)
    assert found(path, include=Include.REVIEW) == result
    judged = findings_of(result)
    for finding in judged:
        assert isinstance(finding.verdict, Refused), finding.proposal.function
        assert finding.verdict.guard == guard, (finding.proposal.function, finding.verdict.reason)
        assert finding.verdict.reason
        assert finding.edits == ()
        assert finding.verdict.bug == bool(BUG.search(path.read_bytes())), finding.proposal.function
    assert {finding.proposal.function for finding in judged} == spoken_of(path)


def unanswered(path: Path, guard: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Finding, ...]:
    """What is found when a guard always agrees."""
    if guard == LAYOUT:
        monkeypatch.setattr(attempt, "tidy", lambda *_: ())
    else:
        agrees = replace(GUARDS[guard], ask=lambda _: Holds("asked nobody"))
        monkeypatch.setitem(GUARDS, guard, agrees)
    return findings(path)


@pytest.mark.parametrize("path", KEEPS, ids=name)
def test_kept_by_that_guard_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, guard = said(path)
    if guard != LAYOUT and not GUARDS[guard].judges:  # one that judges sizes widens the match too
        for finding in findings(path, without(rule_of(path), guard)):
            assert not isinstance(finding.verdict, Refused), (finding.proposal.function, finding.verdict)
    judged = unanswered(path, guard, monkeypatch)
    assert {finding.proposal.function for finding in judged} == spoken_of(path)
    for finding in judged:
        refused = finding.verdict.guard if isinstance(finding.verdict, Refused) else ""
        assert refused in ("", LAYOUT), (finding.proposal.function, finding.verdict)


@pytest.mark.parametrize("guard", [*GUARDS, LAYOUT])
def test_every_guard_has_keeps(guard: str) -> None:
    asks = guard in ONLY_REVIEW
    assert len([path for path in (REVIEWS if asks else KEEPS) if said(path)[1] == guard]) >= 2


# for a human


@pytest.mark.parametrize("path", REVIEWS, ids=name)
def test_only_a_human_can_grant_it(path: Path) -> None:
    verdict, guard = said(path)
    assert verdict == "review"
    result = found(path)
    judged = findings_of(result)
    assert {finding.proposal.function for finding in judged} == spoken_of(path)
    for finding in judged:
        assert isinstance(finding.verdict, Review), (finding.proposal.function, finding.verdict)
        assert finding.verdict.guard == guard, (finding.proposal.function, finding.verdict.reason)
    assert isinstance(result, Found)
    assert result.edits == ()


@pytest.mark.parametrize("path", REVIEWS, ids=name)
def test_what_was_granted_is_changed(path: Path, tmp_path: Path) -> None:
    text, touched = changed(found(path, include=Include.REVIEW))
    assert touched == spoken_of(path)
    after = examine(Source(str(tmp_path / "after.c"), text), rules(rule_of(path)), Settings())
    assert isinstance(after, Clean), "granted once, and nothing is left to ask"


# every rule


@pytest.mark.parametrize("path", PATTERNS, ids=name)
def test_a_rule_has_a_pair_needles_and_guards(path: Path) -> None:
    rule: Rule = rules(rule_of(path)).rules[0]
    assert path.with_suffix(".before.c") in BEFORE, "the plain example"
    assert any(rule_of(keep) == rule.id for keep in KEEPS), "something that it must leave alone"
    assert rule.title
    assert rule.subject
    assert rule.needles
    assert all(variant.needles for variant in rule.variants)
    assert set(rule.guards) <= set(GUARDS)


@pytest.mark.parametrize("path", EXAMPLES, ids=name)
def test_an_example_belongs_to_a_rule(path: Path) -> None:
    assert HOME / f"{rule_of(path)}.cocci" in PATTERNS
    kind = path.name.split(".")[-2].split("-")[0]
    assert kind in ("before", "after", "keep", "review")
    for this, other in (("before", "after"), ("after", "before")):
        if kind == this:
            assert path.with_name(path.name.replace(f".{this}.", f".{other}.")).is_file()


@pytest.mark.skipif(shutil.which("spatch") is None, reason="spatch is not installed")
@pytest.mark.parametrize("path", PATTERNS, ids=name)
def test_spatch_gives_the_same(path: Path, tmp_path: Path) -> None:
    """The rule as it stands, not widened, on its plain example."""
    before, after = path.with_suffix(".before.c"), path.with_suffix(".after.c")
    command = ["spatch", "--very-quiet", "--sp-file", str(path), str(before), "-o", str(tmp_path / "out.c")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.c").read_bytes() == after.read_bytes()


# every allocator

MEMSET = "zeroing/memset"
ENTRIES = {
    f"{entry.entry} {clear}": (entry, clear)
    for table in rules(MEMSET).tables
    for entry in table.allocators
    for clear in entry.clears
}
VALUES = {"n": "len", "s": "width", "x": "p", "P": "*p", "T": "struct item", "FAM": "tail"}
HEAD = """#include <stdlib.h>

struct item {
	int nr;
	char tail[];
};

"""


def filled(code: str) -> str:
    """Code of a table with names of the example put in."""
    return re.sub(r"\w+|\.\.\.", lambda word: VALUES.get(word[0], "flags" if word[0] == "..." else word[0]), code)


def example(entry: Allocator, clear: str, zeroing: bool) -> str:
    """A file that allocates and clears with an allocator, or with its twin."""
    arguments = filled((entry.zeroing_args or entry.args) if zeroing else entry.args)
    size = re.sub(r"\bn\b", entry.size or "sizeof(*p)", clear)
    lines = [
        f"\tp = {entry.zeroing if zeroing else entry.plain}({arguments});",
        "\tif (!p)",
        "\t\treturn -1;",
        *([] if zeroing else [f"\t{filled(size)};"]),
        "\treturn finish(p);",
    ]
    made = f'\t{entry.object} = kmem_cache_create("item", sizeof(struct item), 0, 0, NULL);\n'
    if entry.object == "pool":
        made = '\tpool = dma_pool_create("item", dev, sizeof(struct item), 8, 0);\n'
    create = f"\nvoid create(void)\n{{\n{made}}}\n" if entry.object else ""
    head = "int get(int len, int width, int flags)\n{\n\tstruct item *p;\n\n"
    return HEAD + head + "\n".join(lines) + "\n}\n" + create


@pytest.mark.parametrize("key", ENTRIES)
def test_every_allocator_through_the_engine(key: str, tmp_path: Path) -> None:
    entry, clear = ENTRIES[key]
    before = example(entry, clear, False).encode()
    result = examine(Source(str(tmp_path / "item.c"), before), rules(MEMSET), Settings())
    assert isinstance(result, Found)
    (finding,) = result.findings
    if entry.zeroing:
        assert isinstance(finding.verdict, Proved), finding.verdict
        assert apply(before, result.edits).decode() == example(entry, clear, True)
    else:
        assert isinstance(finding.verdict, Refused)
        assert finding.verdict.guard == "has-twin"
        assert entry.why in finding.verdict.reason


# bytes, end to end

CLEARING = "\tmemset(item, 0, sizeof(*item));\t/* l\u00f6schen: clear it */\n"
PLAIN = f"""int f(struct item **out)
{{
\tstruct item *item;

\t/* ein St\u00fcck */
\titem = kmalloc(sizeof(*item),
\t\t       GFP_KERNEL);
\tif (!item)
\t\treturn -1;
{CLEARING}
\t*out = item;
\treturn 0;
}}
"""
SAME = PLAIN.replace(CLEARING, "").replace("kmalloc", "kzalloc")
LONGER = PLAIN.replace("kmalloc(s", "kmalloc_array(1, s").replace("\t\t       G", "\t\t\t     G")
SHORTER = SAME.replace("kzalloc(s", "kcalloc(1, s")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(PLAIN.encode(), SAME.encode(), id="as it is"),
        pytest.param(PLAIN.encode("latin-1"), SAME.encode("latin-1"), id="Latin-1"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), SAME.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(PLAIN.rstrip("\n").encode(), SAME.rstrip("\n").encode(), id="no final newline"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN.encode(), b"\xef\xbb\xbf" + SAME.encode(), id="byte order mark"),
        pytest.param(PLAIN.expandtabs(8).encode(), SAME.expandtabs(8).encode(), id="blanks for tabs"),
        pytest.param(LONGER.encode(), SHORTER.encode(), id="a shorter name"),
        pytest.param(b"\f\n" + PLAIN.encode(), b"\f\n" + SAME.encode(), id="form feed"),
    ],
)
def test_bytes_stay_bytes(before: bytes, after: bytes, tmp_path: Path) -> None:
    result = examine(Source(str(tmp_path / "item.c"), before), rules(MEMSET), Settings())
    assert isinstance(result, Found)
    assert apply(result.before, result.edits) == after


@pytest.mark.parametrize(
    "code",
    [
        "\tp++;\n\tmemset(p, 0, n);\n",
        "\tp = PTR_ALIGN(p, 8);\n\tmemset(p, 0, n);\n",
        "\tp = p->next;\n\tmemset(p, 0, n);\n",
        "\tmemset(p, 1, n);\n",
        "\tmemset(p, n, 0);\n",
        "\tmemset(p + 1, 0, n);\n",
        "\tmemset(&p, 0, n);\n",
        "\tmemset(&p->tail, 0, n);\n",
        "\tmemset(p->next, 0, n);\n",
        "\tmemset(q, 0, n);\n",
        "\tkfree(p);\n\tp = q;\n\tmemset(p, 0, n);\n",
        "\t{\n\t\tstruct item *p = q;\n\n\t\tmemset(p, 0, n);\n\t}\n",
        "\tmemset(n > 4 ? p : q, 0, n);\n",
        "\tmemset_io(p, 0, n);\n",
        "\tmemcpy(p, 0, n);\n",
        "#if 0\n\tmemset(p, 0, n);\n#endif\n",
        "\t/* memset(p, 0, n); */\n",
        '\tprintk("memset(p, 0, n);");\n',
    ],
)
def test_another_object_or_another_call(code: str, tmp_path: Path) -> None:
    """Nothing is proposed where what is cleared is not the allocation, or not cleared at all."""
    head = "int f(struct item *q, size_t n)\n{\n\tstruct item *p = kmalloc(n, GFP_KERNEL);\n\n"
    source = Source(str(tmp_path / "item.c"), f"{head}{code}\treturn done(p);\n}}\n".encode())
    result = examine(source, rules(MEMSET), Settings(include=Include.REVIEW))
    assert isinstance(result, Clean), result


@pytest.mark.parametrize(
    "call",
    [
        "kmalloc(n, __GFP_ZERO)",
        "kmalloc(n, flags & ~__GFP_ZERO)",
        "kmalloc(n, GFP_KERNEL | (zero ? __GFP_ZERO : 0))",
        "kmalloc(n, zero ? GFP_KERNEL | __GFP_ZERO : GFP_KERNEL)",
        "kmalloc(n, flags_of(GFP_KERNEL | __GFP_ZERO))",
        "kmalloc(n, (u8)(GFP_KERNEL | __GFP_ZERO))",
        "kmalloc(n, GFP_KERNEL | !__GFP_ZERO)",
        "kmalloc(n, (GFP_KERNEL | __GFP_ZERO) & flags)",
        "kmalloc(n, GFP_KERNEL + __GFP_ZERO)",
        "kmalloc(n, GFP_KERNEL | __GFP_ZEROTAGS)",
        "kmalloc(n | __GFP_ZERO, GFP_KERNEL)",
        "kmalloc(n, GFP_KERNEL, __GFP_ZERO | flags)",
        "kmalloc(n, GFP_KERNEL | // may sleep\n\t\t__GFP_ZERO)",
        "kmalloc(n, GFP_KERNEL |\n#ifdef MORE\n\t__GFP_NOWARN |\n#endif\n\t__GFP_ZERO)",
        "vmalloc(n | __GFP_ZERO)",
        "own_alloc(n, GFP_KERNEL | __GFP_ZERO)",
        "kzalloc(n, GFP_KERNEL | __GFP_ZERO)",
    ],
)
def test_flags_that_stay(call: str, tmp_path: Path) -> None:
    """Nothing is proposed where __GFP_ZERO is not one of the flags, alone, or not to be taken out cleanly."""
    text = f"void *f(size_t n, gfp_t flags, bool zero)\n{{\n\treturn {call};\n}}\n"
    result = examine(Source(str(tmp_path / "item.c"), text.encode()), rules("zeroing/gfp-zero"), Settings())
    assert isinstance(result, Clean), result
    assert result.unparsed == ()


def test_shadowed_and_reused_names(tmp_path: Path) -> None:
    """A size of the same name in an inner block is another size."""
    text = (
        "void *f(int n)\n{\n\tchar *p = kmalloc(n, GFP_KERNEL);\n\n\tif (p) {\n\t\tint n = 4;\n\n"
        "\t\tmemset(p, 0, n);\n\t}\n\treturn p;\n}\n"
    )
    result = examine(Source(str(tmp_path / "item.c"), text.encode()), rules(MEMSET), Settings())
    assert isinstance(result, Found)
    assert [type(finding.verdict) for finding in result.findings] == [Refused]


# all rules together


@functools.cache
def together() -> tuple[Rules, Rules]:
    """The rules that are on by default, and all that there are."""
    every = load(Settings())
    groups = tuple({rule.group for rule in every_rule().rules if rule.group})
    return every, load(Settings(group=groups))


@pytest.mark.parametrize("path", BEFORE, ids=name)
def test_all_rules_together_are_done_at_once(path: Path) -> None:
    """What one run leaves, a second one leaves too: rules do not fight, nor wait for one another."""
    shown_as = AS.search(path.read_bytes())
    place = shown_as.group(1).decode() if shown_as else str(path)
    for those in together():
        text = path.read_bytes()
        for _ in range(2):
            result = examine(Source(place, text), those, Settings())
            before, text = text, apply(text, result.edits) if isinstance(result, Found) else text
        assert text.decode("latin-1") == before.decode("latin-1")


COPIED = """struct item *f(const struct item *from)
{
	struct item *item;

	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return NULL;
	memset(item, 0, sizeof(*item));
	memcpy(item, from, sizeof(*item));
	return item;
}
"""
MANY = """struct item *f(int count)
{
	struct item *items;

	items = kmalloc(count * sizeof(*items), GFP_KERNEL);
	if (!items)
		return NULL;
	memset(items, 0, count * sizeof(*items));
	return items;
}
"""


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        pytest.param(
            COPIED,
            COPIED.replace("\tmemset(item, 0, sizeof(*item));\n", ""),
            {"zeroing/memset", "overwrite/memcpy"},
            id="one rule goes back on another",
        ),
        pytest.param(
            MANY,
            MANY.replace("\tmemset(items, 0, count * sizeof(*items));\n", "").replace(
                "kmalloc(count * sizeof(*items)", "kcalloc(count, sizeof(*items)"
            ),
            {"zeroing/memset", "idioms/kcalloc"},
            id="their edits meet",
        ),
    ],
)
def test_rules_that_meet_make_one_change(before: str, after: str, made: set[str]) -> None:
    groups = ("idioms",) if "idioms/kcalloc" in made else ()
    result = examine(Source("item.c", before.encode()), load(Settings(group=groups)), Settings())
    assert isinstance(result, Found)
    assert apply(result.before, result.edits).decode() == after
    assert {finding.proposal.rule for finding in result.findings if finding.edits} == made
    assert {finding.line for finding in result.findings} == {5}
