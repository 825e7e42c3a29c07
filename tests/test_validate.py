"""Translation validation: a change that keeps behaviour is found to, and every kind of difference is seen."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from test_cli import kzfix

from kzfix import engine
from kzfix.config import Settings
from kzfix.model import Edit, Finding, Found, Include, Proposal, Proved, Site, Source, Span
from kzfix.rewrite import choice
from kzfix.verify.outcome import Differs, NotRun, Outcome, Same
from kzfix.verify.program import Alone
from kzfix.verify.run import validate

HEAD = """
struct inner { short a, b; };
struct item { int id; unsigned char kind; struct inner in; void *next; char name[12]; };
struct box { int count; struct item *first; struct list_head list; };
static struct item *last;
int item_add(struct box *box, struct item *item);
void item_show(const struct item *item, int how);
"""
TABLES = engine.load(Settings()).tables


def pair(before: str, after: str, at: str) -> Outcome:
    """What comes of changing one text to the other; `at` is the changed place in the old one."""
    old, new = (HEAD + before).encode(), (HEAD + after).encode()
    start = old.rindex(b"\nstruct item *make(") + 1
    place = Span(old.index(at.encode()), old.index(at.encode()) + len(at.encode()))
    name = before[: before.index("(")].split()[-1].strip("*")
    site = Site((place,), (), (), ())
    proposal = Proposal("test/test", name, Span(start, len(old)), (site,))
    finding = Finding(proposal, Proved(()), (Edit(place, b""),), 1, "test")
    found = Found("test.c", old, (finding,), (Edit(Span(start, len(old)), new[start:]),))
    (outcome,) = validate(found, found.findings, TABLES, Alone())
    return outcome


def body(text: str, head: str = "struct item *make(struct box *box, int n)") -> str:
    """A function of that text, with the object that all of them are about."""
    return f"{head}\n{{\n\tstruct item *item;\n\n{text}\n}}\n"


ALLOCATE = "\titem = kmalloc(sizeof(*item), GFP_KERNEL);\n\tif (!item)\n\t\treturn NULL;\n"
ZEROED = ALLOCATE.replace("kmalloc", "kzalloc")
CLEAR = "\tmemset(item, 0, sizeof(*item));\n"
COPY = "\tmemcpy(item, box->first, sizeof(*item));\n"
AT = CLEAR.strip()


@pytest.mark.parametrize(
    "rest",
    [
        "\treturn item;",
        "\titem->id = n;\n\tbox->first = item;\n\treturn NULL;",
        "\tif (item_add(box, item)) {\n\t\tkfree(item);\n\t\treturn NULL;\n\t}\n\tlast = item;\n\treturn item;",
        "\tlist_add(&box->list, (struct list_head *)item);\n\titem_show(item, n);\n\treturn item;",
    ],
)
def test_a_right_change_keeps_behaviour(rest: str) -> None:
    outcome = pair(body(ALLOCATE + CLEAR + rest), body(ZEROED + rest), AT)
    assert isinstance(outcome, Same), outcome
    assert outcome.runs >= outcome.reached > 0


@pytest.mark.parametrize(
    ("between", "what"),
    [
        ("\titem->in.b = n | 1;\n", "returns"),
        ("\tlast = item;\n\titem_add(box, item);\n", "leaves memory|returns|item_add"),
        ("\tbox->first = item;\n\tbox->first->kind = 3;\n", "returns|leaves"),
        ('\tstrcpy(item->name, "x");\n', "returns"),
    ],
)
def test_what_is_written_before_the_clearing_is_seen(between: str, what: str) -> None:
    rest = "\treturn item;"
    outcome = pair(body(ALLOCATE + between + CLEAR + rest), body(ZEROED + between + rest), AT)
    assert isinstance(outcome, Differs), outcome


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("\treturn item;", "\treturn NULL;", id="value"),
        pytest.param("\tbox->count = 1;\n\treturn NULL;", "\tbox->count = 2;\n\treturn NULL;", id="world"),
        pytest.param("\tlast = item;\n\treturn NULL;", "\treturn NULL;", id="variable"),
        pytest.param("\titem_show(item, 1);\n\treturn NULL;", "\titem_show(item, 2);\n\treturn NULL;", id="argument"),
        pytest.param("\titem_show(item, 1);\n\treturn NULL;", "\treturn NULL;", id="call"),
        pytest.param("\tkfree(item);\n\treturn NULL;", "\treturn NULL;", id="free"),
        pytest.param("\titem->in.a = 1;\n\treturn item;", "\titem->in.b = 1;\n\treturn item;", id="bytes"),
        pytest.param("\treturn item;", "\tmemset(item, 1, 1);\n\treturn item;", id="one byte"),
        pytest.param("\tlast = kmalloc(8, GFP_KERNEL);\n\treturn item;", "\treturn item;", id="allocation"),
    ],
)
def test_any_other_difference_is_seen(old: str, new: str) -> None:
    outcome = pair(body(ALLOCATE + CLEAR + old), body(ZEROED + new), AT)
    assert isinstance(outcome, Differs), outcome


def test_a_clearing_that_went_without_the_zeroing_allocator() -> None:
    outcome = pair(body(ALLOCATE + CLEAR + "\treturn item;"), body(ALLOCATE + "\treturn item;"), AT)
    assert isinstance(outcome, Differs)


def test_memory_that_nobody_wrote_may_become_zero() -> None:
    stores = "\titem->id = 0;\n\titem->next = NULL;\n"
    rest = "\treturn item;"
    outcome = pair(body(ALLOCATE + stores + rest), body(ZEROED + rest), "item->next = NULL;")
    assert isinstance(outcome, Same), outcome


def test_memory_that_nobody_wrote_may_become_nothing_else() -> None:
    stores = "\titem->id = 0;\n"
    new = ZEROED + "\titem->kind = 1;\n\treturn item;"
    outcome = pair(body(ALLOCATE + stores + "\treturn item;"), body(new), stores.strip())
    assert isinstance(outcome, Differs)


@pytest.mark.parametrize(("size", "kind"), [("sizeof(*item)", Same), ("sizeof(*item) - 1", Differs), ("4", Differs)])
def test_zeroing_that_is_taken_away_must_not_be_missed(size: str, kind: type) -> None:
    copy = f"\tmemcpy(item, box->first, {size});\n"
    outcome = pair(body(ZEROED + copy + "\treturn item;"), body(ALLOCATE + copy + "\treturn item;"), copy.strip())
    assert isinstance(outcome, kind), outcome


def test_an_allocation_that_fails() -> None:
    unchecked = "\titem = kmalloc(sizeof(*item), GFP_KERNEL);\n\tif (item)\n\t\tmemset(item, 0, sizeof(*item));\n"
    new = "\titem = kzalloc(sizeof(*item), GFP_KERNEL);\n\tif (!item)\n\t\tbox->count++;\n"
    outcome = pair(body(unchecked + "\treturn item;"), body(new + "\treturn item;"), AT)
    assert isinstance(outcome, Differs), outcome


def test_a_copy_from_user_space_that_fails() -> None:
    """Zeroing matters where the object is used although the copy failed."""
    copy = "\tif (copy_from_user(item, box->first, sizeof(*item)))\n\t\tlast = item;\n\treturn NULL;"
    outcome = pair(body(ZEROED + copy), body(ALLOCATE + copy), "copy_from_user(item, box->first, sizeof(*item))")
    assert isinstance(outcome, Differs), outcome


def test_what_no_run_comes_to_shows_nothing() -> None:
    never = "\tif (box && n * 3 == box->count * 7 + 0x1234567)\n"
    rest = "\tkfree(item);\n\treturn NULL;"
    old = ALLOCATE + never.replace(")\n", ") {\n") + CLEAR + "\titem_show(item, n);\n\t}\n" + rest
    outcome = pair(body(old), body(ZEROED + never + "\titem_show(item, n);\n" + rest), AT)
    assert isinstance(outcome, NotRun) and "no run" in outcome.why, outcome


def test_numbers_that_only_the_code_knows_are_tried() -> None:
    rare = "\tif (n != 0x5a17)\n\t\treturn NULL;\n"
    rest = "\treturn item;"
    outcome = pair(body(rare + ALLOCATE + CLEAR + rest), body(rare + ZEROED + rest), AT)
    assert isinstance(outcome, Same), outcome


def test_what_does_not_compile_is_named() -> None:
    outcome = pair(body(ALLOCATE + CLEAR + "\treturn nobody;"), body(ZEROED + "\treturn nobody;"), AT)
    assert isinstance(outcome, NotRun)
    assert "does not compile" in outcome.why and "nobody" in outcome.why


def test_a_function_that_the_configuration_leaves_out() -> None:
    head = "struct item *make(struct box *box, int n)"
    old, new = (f"\n#ifdef NEVER\n{body(text, head)}#endif\n" for text in (ALLOCATE + CLEAR, ZEROED))
    outcome = pair(f"{head};{old}", f"{head};{new}", AT)
    assert isinstance(outcome, NotRun) and "configuration" in outcome.why, outcome


def test_kzfix_and_the_validator_agree(tmp_path: Path) -> None:
    """The real thing: what kzfix proves of a file, run."""
    path = tmp_path / "items.c"
    path.write_text(
        HEAD
        + body(ALLOCATE + CLEAR + "\titem->id = n;\n\treturn item;")
        + body(ZEROED + COPY + "\treturn item;", "struct item *dup(struct box *box)")
        + body(
            ALLOCATE + "\titem->id = 0;\n\titem->next = NULL;\n\titem->kind = n;\n\treturn item;",
            "struct item *fields(struct box *box, int n)",
        )
        + body(
            ZEROED + CLEAR + "\titem->id = n;\n\treturn item;",
            "struct item *twice(struct box *box, int n)",
        )
    )
    settings = Settings()
    rules = engine.load(settings)
    found = engine.examine(Source(str(path), path.read_bytes()), rules, settings)
    assert isinstance(found, Found)
    outcomes = validate(found, choice.chosen(found, Include.PROVED), rules.tables, Alone())
    assert [outcome.function for outcome in outcomes] == ["make", "dup", "fields", "twice"]
    assert all(isinstance(outcome, Same) for outcome in outcomes), outcomes


# The command

WRONG = """
/// Wrong on purpose: no guard.
// Confidence: Low
// Subject: change
@@
expression x, n, f;
@@
  x =
- kmalloc
+ kzalloc
  (n, f)
  ...
- memset(x, 0, ...);
"""


def test_the_command_tells_each_function(tmp_path: Path) -> None:
    (tmp_path / "items.c").write_text(HEAD + body(ALLOCATE + CLEAR + "\treturn item;"))
    done = kzfix(tmp_path, "verify", "--run", "items.c")
    assert done.status == 0, done.err
    assert re.fullmatch(rb"items\.c:12: make\(\): the same in 48 runs, \d+ of them through the change\n", done.out)
    assert "1 of 1 changed functions run before and after: 1 the same, 0 with a difference" in done.err


def test_the_command_fails_on_a_difference(tmp_path: Path) -> None:
    (tmp_path / "mine" / "test").mkdir(parents=True)
    (tmp_path / "mine" / "test" / "wrong.cocci").write_text(WRONG)
    (tmp_path / "items.c").write_text(HEAD + body(ALLOCATE + "\titem->id = 1;\n" + CLEAR + "\treturn item;"))
    done = kzfix(tmp_path, "verify", "--run", "--rules", "mine", "--rule", "test/wrong", "items.c")
    assert done.status == 1, done.err
    assert done.out.startswith(b"items.c:12: make(): differs: seed 0: it leaves memory behind")
    told = json.loads(kzfix(tmp_path, "verify", "--run", "--format", "json", "--rules", "mine", "items.c").out)
    assert told["summary"]["functions"] == {"same": 0, "differs": 1, "not_run": 0}
    assert [each["function"] for each in told["functions"]] == ["make"]


def test_the_command_wants_to_know_what_to_show(tmp_path: Path) -> None:
    (tmp_path / "items.c").write_text(HEAD)
    done = kzfix(tmp_path, "verify", "items.c")
    assert done.status == 2
    assert "--run" in done.err


def test_without_a_compiler(tmp_path: Path) -> None:
    (tmp_path / "items.c").write_text(HEAD + body(ALLOCATE + CLEAR + "\treturn item;"))
    done = kzfix(tmp_path, "verify", "--run", "items.c", PATH="")
    assert done.status == 2
    assert "cannot run cc" in done.err


def test_an_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"items{number}.c").write_text(HEAD + body(ALLOCATE + CLEAR + "\treturn item;"))
    command = [sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
               "from kzfix.cli import main; main()", "verify", "--run", "-j1", "."]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    with subprocess.Popen(command, cwd=tmp_path, stdout=PIPE, stderr=PIPE, text=True, env=environment) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.endswith("kzfix: interrupted\n") and "Traceback" not in err
    assert len(out.splitlines()) < 40
