"""Who gets a patch: answers reasoned from the rules of scripts/get_maintainer.pl, and its own for a tree at hand."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from kzfix.errors import PathError
from kzfix.tree import mailbox, maintainers, patterns
from kzfix.tree.mailbox import Mailbox, Mailmap
from kzfix.tree.maintainers import Kind, Maintainers, Recipients

TREE = os.environ.get("KZFIX_TREE", "")  # a kernel to read, never to copy from

TODAY = """List of maintainers
===================

	M: *Mail* patches to: FullName <address@domain>
	F:	drivers/net/	all files in and below drivers/net

# a remark
FROB BUS
M:	Ann Able <ann@frob.example>
M:	"Bo B. Baker" <bo@frob.example>
R:	Cy Cole <cy@frob.example>
L:	frob@lists.example (moderated for non-subscribers)
L:	frob-inside@lists.example (subscribers-only)
S:	Supported
T:	git git://frob.example/linux.git frob-next
F:	drivers/frob/
X:	drivers/frob/gpio/

FROB BUS HOST CONTROLLERS AND THEIR MANY SMALL FRIENDS BESIDE
M:	Dee Dow <dee@frob.example>
M:	ann able <ann@old.example>
S:	Maintained
F:	drivers/frob/host*
F:	include/linux/frob*.h

FROB GPIO
R:	Dee Dow <dee@frob.example>
L:	gpio@lists.example
S:	Odd Fixes
F:	drivers/*/gpio/
F:	drivers/frob/x?z.c

FROB ODDS
M:	Eve Eddy <eve@frob.example>, Fay Foe <fay@frob.example> (nights)
M:	Gil Gray, of Frob <gil@frob.example>
S:	Orphan
N:	[^a-z]froblet
K:	\\bfrob_(alloc|free)\\b
K:	(?i)frobnicate

NO FOLDER NAMED
M:	Hal Hill <hal@frob.example>
S:	Whatever
F:	lib/frob

A TEAM
L:	The Team <team@frob.example>
F:	lib/team.c

THE REST
M:	Linus Torvalds <torvalds@linux-foundation.org>
L:	linux-kernel@vger.kernel.org
S:	Buried alive in reporters
F:	*
F:	*/
"""

OLD = """	List of maintainers

P: Person
M: Mail patches to
L: Mailing list that is relevant to this area

FROB BUS
P:	Ann B. Able
M:	ann@frob.example
P:	Bo Baker
M:	bo@frob.example
L:	frob@lists.example (subscribers-only)
L:	linux-frob@lists.example
S:	Maintained
F:	drivers/frob/
F:	drivers/frob/gpio/pin.c

WIDE
P:	Cy Cole
M:	cy@frob.example
S:	Supported
F:	drivers/frob/gpio/
X:	drivers/frob/gpio/secret*

THE REST
P:	Linus Torvalds
M:	torvalds@linux-foundation.org
L:	linux-kernel@vger.kernel.org
S:	Buried alive in reporters
F:	*
F:	*/
"""
REST = "linux-kernel@vger.kernel.org (open list)"
LONG = "FROB BUS HOST CONTROLLERS AND THEIR MANY SMALL..."  # fifty letters at most


def printed(got: Recipients) -> list[str]:
    """As the script prints it."""
    return [f"{one} ({one.role})" for one in got.everyone]


def today(text: str = TODAY, *, mailmap: str = "", root: str = "/nonexistent") -> Maintainers:
    return Maintainers(text, root, mailmap=mailmap)


FROB = [
    "Ann Able <ann@frob.example> (supporter:FROB BUS)",
    '"Bo B. Baker" <bo@frob.example> (supporter:FROB BUS)',
    "Cy Cole <cy@frob.example> (reviewer:FROB BUS)",
]
MODERATED = "frob@lists.example (moderated list:FROB BUS)"


def test_people_come_before_lists_and_the_chief_is_left_out() -> None:
    got = today().of_paths(["drivers/frob/core.c"])
    assert printed(got) == [*FROB, MODERATED, REST]
    assert [one.kind for one in got.to] == [Kind.MAINTAINER] * 2
    assert [str(one) for one in got.cc] == [
        "Cy Cole <cy@frob.example>",
        "frob@lists.example",
        "linux-kernel@vger.kernel.org",
    ]
    assert [section.title for section in got.sections] == ["FROB BUS", "THE REST"]
    assert got.sections[0].trees == ("git git://frob.example/linux.git frob-next",)
    assert not got.sections[0].orphan and got.sections[1].rest


def test_the_deepest_pattern_comes_first_and_whoever_is_known_by_name_is_not_named_twice() -> None:
    """`drivers/frob/host*` is three deep; "ann able" is there before "Ann Able", so she goes by that address."""
    got = today().of_paths(["drivers/frob/host-pci.c"])
    assert printed(got) == [
        f"Dee Dow <dee@frob.example> (maintainer:{LONG})",
        f"ann able <ann@old.example> (maintainer:{LONG})",
        *FROB[1:],
        MODERATED,
        REST,
    ]


def test_an_excluded_folder_is_in_no_section_that_excludes_it() -> None:
    assert printed(today().of_paths(["drivers/frob/gpio/pin.c"])) == [
        "Dee Dow <dee@frob.example> (reviewer:FROB GPIO)",
        "gpio@lists.example (open list:FROB GPIO)",
        REST,
    ]


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("include/linux/frobber.h", [1]),
        ("include/linux/frob.hxx", [1]),  # a pattern need not match to the end
        ("include/linux/frob/x.h", []),  # but not across a folder
        ("drivers/frob/xyz.c", [2, 0]),  # ? is one letter
        ("drivers/frob/xyyz.c", [0]),
        ("drivers/block/gpio/a/b.c", [2]),
        ("lib/frob/a.c", []),  # no such folder in the tree
        ("lib/frob.c", [4]),
        ("arch/arm/froblet-dma.c", [3]),
        ("arch/arm/defroblet.c", []),
        ("COPYING", []),
    ],
)
def test_sections(path: str, titles: list[int]) -> None:
    tree = today()
    assert [tree.all.index(section) for section in tree.sections(path)] == [*titles, 6]


def test_a_pattern_without_a_slash_may_be_a_folder_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "lib/frob").mkdir(parents=True)
    tree = today(root=str(tmp_path))
    assert [section.title for section in tree.sections("lib/frob/deep/a.c")] == ["NO FOLDER NAMED", "THE REST"]
    assert [section.title for section in tree.sections("lib/frob.c")] == ["THE REST"]


def test_the_last_line_that_fits_says_how_deep_a_section_is() -> None:
    """An F: line is three deep, the N: line after it none: the section comes after one that is two deep."""
    text = "A\nM:\ta@x.example\nF:\tdrivers/frob/a.c\nN:\tfrob\n\nB\nM:\tb@x.example\nF:\tdrivers/frob/\n"
    assert [section.title for section in today(text).sections("drivers/frob/a.c")] == ["B", "A"]


def test_a_line_of_several_people_and_a_comma_in_a_name() -> None:
    got = today().of_paths(["arch/arm/froblet-dma.c"])
    assert printed(got) == [
        "Eve Eddy <eve@frob.example> (orphan minder:FROB ODDS)",
        "Fay Foe <fay@frob.example> (orphan minder:FROB ODDS)",
        '"Gil Gray, of Frob" <gil@frob.example> (orphan minder:FROB ODDS)',
        REST,
    ]
    assert got.sections[0].orphan


def test_any_other_status_is_the_role_and_a_list_without_an_address_gets_nothing() -> None:
    assert printed(today().of_paths(["lib/frob.c"])) == ["Hal Hill <hal@frob.example> (whatever:NO FOLDER NAMED)", REST]
    assert printed(today().of_paths(["lib/team.c"])) == [REST]


def diff(path: str, *lines: str) -> str:
    """A diff of one hunk."""
    return f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,2 @@\n" + "\n".join(lines) + "\n"


def named(patch: str) -> list[str]:
    return [section.title for section in today().of_patch(patch.encode()).sections]


def test_keywords_are_looked_for_in_changed_lines_and_in_the_words_before() -> None:
    changed = diff("mm/slab.c", "-\tp = frob_alloc(n);", "+\tp = frob_zalloc(n);")
    assert named(changed) == ["THE REST", "FROB ODDS"]
    assert named(diff("mm/slab.c", " \tp = frob_alloc(n);", "+\tuse(p);")) == ["THE REST"]
    assert named("Subject: use frob_free()\n\n" + diff("mm/slab.c", "+\tuse(p);")) == ["THE REST", "FROB ODDS"]
    assert named(diff("mm/slab.c", "+/* FrobNicate */")) == ["THE REST", "FROB ODDS"]
    got = today().of_patch(changed.encode())
    assert got.to[0].role == "orphan minder:FROB ODDS:Keyword:\\bfrob_(alloc|free)\\b"


def test_of_the_alternatives_of_a_keyword_only_the_first_asks_for_a_changed_line() -> None:
    text = "A\nM:\ta@x.example\nK:\tone|two\n"
    tree = today(text)
    assert not tree.of_patch(diff("a.c", " one").encode()).to
    assert tree.of_patch(diff("a.c", "+one").encode()).to
    assert tree.of_patch(diff("a.c", " two").encode()).to


def test_keywords_come_by_their_number_as_text() -> None:
    """Of the lines that are something, the K: lines are number 2, 11 and 14: as text, 11 and 14 stand before 2."""
    more = "".join(f"filler {n}\n" for n in range(6))
    entry = "{}\nM:\tx@x.example\nK:\tword\n"
    text = entry.format("A") + more + entry.format("B") + "\n# no line\n" + entry.format("C")
    got = today(text).of_patch(diff("a.c", "+word").encode())
    assert [section.title for section in got.sections] == ["B", "C", "A"]


def test_files_of_a_patch() -> None:
    """Both sides, renames and modes count; a removed line that begins with `-- ` is a file to the script."""
    moved = "diff --git a/lib/a.c b/drivers/frob/a.c\nrename from lib/a.c\nrename to drivers/frob/a.c\n"
    assert named(moved) == ["FROB BUS", "THE REST"]
    assert named(" mode change 100644 => 100755 drivers/frob/a.c\n") == ["FROB BUS", "THE REST"]
    assert named(diff("mm/a.c", "--- x/drivers/frob/a.c")) == ["FROB BUS", "THE REST"]
    assert named("no patch at all\n") == []


def test_files_are_taken_in_order_of_their_names() -> None:
    got = today().of_paths(["drivers/frob/core.c", "arch/arm/froblet-dma.c"])
    assert [section.title for section in got.sections] == ["FROB ODDS", "THE REST", "FROB BUS"]


def test_a_mailmap_says_what_people_are_called_today() -> None:
    mailmap = "# old names\nAnn Able-Smith <ann@new.example> <ann@frob.example>\n<bo@new.example> <bo@frob.example>\n"
    got = today(mailmap=mailmap).of_paths(["drivers/frob/core.c"])
    assert [str(one) for one in got.to] == ["Ann Able-Smith <ann@new.example>", '"Bo B. Baker" <bo@new.example>']


def test_two_people_that_a_mailmap_makes_one_are_named_once() -> None:
    mailmap = "Ann Able <ann@frob.example> <bo@frob.example>\n"
    assert [str(one) for one in today(mailmap=mailmap).of_paths(["drivers/frob/core.c"]).to] == [
        "Ann Able <ann@frob.example>"
    ]


def test_the_four_forms_of_a_mailmap() -> None:
    mailmap = Mailmap(
        "New Name <a@x>\n<b@new> <b@old>\nC New <c@new> <c@old>  # why\nD New <d@new> D Old <shared@old>\n nonsense\n"
    )
    assert mailmap.today(Mailbox("Old Name", "a@x")) == Mailbox("New Name", "a@x")
    assert mailmap.today(Mailbox("B", "b@old")) == Mailbox("B", "b@new")
    assert mailmap.today(Mailbox("", "c@old")) == Mailbox("C New", "c@new")
    assert mailmap.today(Mailbox("D Old", "shared@old")) == Mailbox("D New", "d@new")
    assert mailmap.today(Mailbox("Else", "shared@old")) == Mailbox("Else", "shared@old")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ann Able <ann@x.example>", ["Ann Able <ann@x.example>"]),
        ('"Able, Ann" <ann@x.example>', ['"Able, Ann" <ann@x.example>']),
        ("Ann B. Able <ann@x.example>", ['"Ann B. Able" <ann@x.example>']),
        ("Zoë Able <z@x.example>", ['"Zoë Able" <z@x.example>']),
        ("  <ann@x.example> (home)", ["ann@x.example"]),
        ("ann@x.example and more", ["ann@x.example"]),
        ("a@x.example, B <b@x.example>", ["a@x.example", "B <b@x.example>"]),
        ('a@x.example, "B, b" <b@x.example>,', ["a@x.example", '"B, b" <b@x.example>']),
        ('"no end, a@x.example', ['"no end, a@x.example']),
        ("nobody", [""]),
        ("", [""]),
    ],
)
def test_mailboxes(text: str, wanted: list[str]) -> None:
    assert [str(one) for one in mailbox.listed(text)] == wanted


def old(tmp_path: Path) -> Maintainers:
    (tmp_path / "MAINTAINERS").write_text(OLD)
    tree = maintainers.at(str(tmp_path))
    assert tree and tree.early
    return tree


def test_the_names_of_the_2_6_time_stand_in_lines_of_their_own(tmp_path: Path) -> None:
    got = old(tmp_path).of_paths(["drivers/frob/core.c"])
    assert [str(one) for one in got.everyone] == [
        '"Ann B. Able" <ann@frob.example>',
        "Bo Baker <bo@frob.example>",
        "linux-frob@lists.example",
        "linux-kernel@vger.kernel.org",
    ]


def test_in_the_2_6_time_the_deepest_line_counts_and_an_exclusion_is_for_all(tmp_path: Path) -> None:
    tree = old(tmp_path)
    assert [section.title for section in tree.sections("drivers/frob/gpio/pin.c")] == ["FROB BUS", "WIDE", "THE REST"]
    assert tree.sections("drivers/frob/gpio/secret.c") == ()


def test_the_script_of_the_tree_says_which_time_it_is(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "MAINTAINERS").write_text(OLD)
    for version, early in (("0.21", True), ("0.22", False), ("0.26", False)):
        (tmp_path / "scripts/get_maintainer.pl").write_text(f"my $V = '{version}';\n")
        tree = maintainers.at(str(tmp_path))
        assert tree and tree.early is early


def test_a_tree_without_maintainers_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    assert maintainers.at(str(tmp_path)) is None
    (tmp_path / "MAINTAINERS").mkdir()
    with pytest.raises(PathError, match="cannot read it"):
        maintainers.at(str(tmp_path))


def test_nonsense_is_no_error() -> None:
    tree = today("M:\tx@x.example\nF:\t[\nX:\t*(\nN:\t(?<n\nK:\t**\nK:\ta(?i)b\nF:\tlib/\xff/\nS:\n\x00\nL:\n")
    assert len(tree.unread) == 5
    assert tree.of_paths(["lib/a.c", "", "/", "a//b"]).to == ()
    assert tree.of_patch(b"\xff\xfe+++ \n--- \n+++ b/lib/a.c\n").everyone == ()
    assert today("").of_patch(b"").everyone == ()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("(?i)ab|c", "(?i:ab)|(?i:c)"), ("(?i)a(b|c)[|]", "(?i:a(b|c)[|])"), ("(?i:a)|b", "(?i:a)|b"), (r"a\|b", r"a\|b")],
)
def test_flags_of_perl(value: str, wanted: str) -> None:
    assert patterns.perl(value) == wanted


def script(path: str) -> list[str]:
    words = ["--nogit", "--nogit-fallback", "--norolestats", "-f", path]
    done = subprocess.run(
        ["perl", "scripts/get_maintainer.pl", *words], cwd=TREE, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.skipif(not TREE or shutil.which("perl") is None, reason="KZFIX_TREE names no kernel tree, or no Perl")
def test_the_script_of_a_tree_says_the_same() -> None:
    """As sets: among sections of equal depth the script's order is another one each time."""
    tree = maintainers.at(TREE)
    assert tree
    files = sorted(str(path.relative_to(TREE)) for path in Path(TREE).glob("*/*/**/*.c"))
    for path in random.Random(6).sample(files, 12):
        assert sorted(str(one) for one in tree.of_paths([path]).everyone) == sorted(script(path)), path
