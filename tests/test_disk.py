"""What an answer of the facts rests on: nothing else in a tree may change it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kzfix.facts import apis, disk, index
from kzfix.facts.caches import creations
from kzfix.facts.constants import Constants
from kzfix.facts.disk import Asked
from kzfix.facts.functions import declared, definitions
from kzfix.facts.headers import included, tree_root
from kzfix.facts.layout import Layouts
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType

FILES = {
    "MAINTAINERS": "",
    "Makefile": "",
    "include/linux/slab.h": "#include <linux/types.h>\nvoid *kzalloc(size_t n, gfp_t flags);\n",
    "include/linux/types.h": "typedef unsigned int u32;\nstruct other { u32 a; };\n#define TEN 10\n",
    "include/linux/deep/one.h": '#include "two.h"\n',
    "include/linux/deep/two.h": "enum { FOUR = 4, FIVE };\nstruct shared { u32 a[FIVE]; };\n",
    "include/linux/lonely.h": "void *lonely(void);\n",
    "include/uapi/linux/user.h": "struct user { int b; };\n",
    "drivers/d/a.c": (
        '#include <linux/slab.h>\n#include "d.h"\n#include <linux/deep/one.h>\n#include "../e/e.h"\n'
        "#include <missing.h>\nstruct own { struct shared s; foo_t f; };\n"
    ),
    "drivers/d/b.c": '#include "d.h"\nstruct kmem_cache *d_cache;\nvoid f(void) { d_cache = KMEM_CACHE(own, 0); }\n',
    "drivers/d/d.h": (
        "#define SIZE (TEN * 2)\ntypedef struct { int x; } foo_t;\nextern struct kmem_cache *d_cache, *e_cache;\n"
        "static inline int help(int *p) { return *p; }\nextern int count;\n"
    ),
    "drivers/e/e.h": "#include <linux/user.h>\nint far(void *p);\n",
    "drivers/e/e.c": "struct kmem_cache *e_cache;\nvoid f(void) { e_cache = KMEM_CACHE(own, 0); }\n",
    "Documentation/words.txt": "struct own { int nothing; };\n",
}
ASKING = ("drivers/d/a.c", "drivers/d/b.c")
# What is put into each file in turn, and into new ones: something for every question.
OTHER = (
    "struct other { int z; }; struct own { int z; }; struct user { long z; }; struct shared { int z; };\n"
    "#define TEN 7\n#define SIZE 7\ntypedef long foo_t;\nenum { FIVE = 9 };\nextern long count;\n"
    "static inline int help(int *p) { return 0; }\nvoid *kzalloc(size_t n); void *lonely(int a); int missing(void);\n"
    "static struct kmem_cache *q; void g(void) { e_cache = KMEM_CACHE(user, 0); d_cache = KMEM_CACHE(user, 0); }\n"
    '#include "extra.h"\n#include <linux/lonely.h>\n#include <stdlib.h>\n'
)
NEW = (
    *("drivers/d/missing.h", "include/missing.h", "drivers/d/linux/slab.h", "drivers/d/include/linux/types.h"),
    *(
        "drivers/include/linux/user.h",
        "drivers/d/extra.h",
        "include/extra.h",
        "drivers/MAINTAINERS",
        "drivers/Makefile",
    ),
    *("drivers/include/linux/x.h", "drivers/d/c.c", "drivers/e/f.c", "drivers/d/.git", "include/linux/deep/types.h"),
    *("include/linux/linux/types.h", "include/linux/aa.h", "drivers/e/linux/user.h", "sound/new.c", "linux"),
)


def _definitions(lookup: Lookup, name: str) -> object:
    return [(one.raw, one.params) for one in definitions(lookup, name)]


QUESTIONS: dict[str, Callable[[Lookup, str], object]] = {
    "shape of own": lambda lookup, _: lookup.shape("struct own"),
    "shape of shared": lambda lookup, _: lookup.shape("struct shared"),
    "shape of user": lambda lookup, _: lookup.shape("struct user"),
    "shape of a typedef": lambda lookup, _: lookup.shape("foo_t"),
    "no shape": lambda lookup, _: lookup.shape("struct nowhere"),
    "typedef": lambda lookup, _: lookup.typedef("u32"),
    "macro": lambda lookup, _: lookup.macro("TEN"),
    "global": lambda lookup, _: lookup.global_type("count"),
    "own macros": lambda lookup, _: lookup.own_macros(),
    "defines": lambda lookup, _: lookup.defines("help"),
    "constant": lambda lookup, _: Constants(lookup).value("SIZE"),
    "enumerator": lambda lookup, _: Constants(lookup).value("FIVE"),
    "size": lambda lookup, _: Layouts(lookup).size(CType("struct own")),
    "definition": lambda lookup, _: _definitions(lookup, "help"),
    "no definition": lambda lookup, _: _definitions(lookup, "kzalloc"),
    "declared": lambda lookup, _: declared(lookup, "far"),
    "not declared": lambda lookup, _: declared(lookup, "missing"),
    "in the tree": lambda _, folder: apis.declared("kzalloc", folder, ("include/linux",), "include/linux/slab.h"),
    "elsewhere in the tree": lambda _, folder: apis.declared("lonely", folder, ("include",), ""),
    "not in the tree": lambda _, folder: apis.declared("missing", folder, ("include",), ""),
    "hosted": lambda lookup, _: apis.hosted(lookup.path, lookup.data, "stdlib.h"),
    "cache beside": lambda lookup, _: creations("d_cache", lookup),
    "cache elsewhere": lambda lookup, _: creations("e_cache", lookup),
    "no cache": lambda lookup, _: creations("x_cache", lookup),
    "root": lambda _, folder: tree_root(folder),
    "headers": lambda lookup, _: lookup.closure.paths,
    "names included": lambda lookup, _: sorted(included(lookup.path, lookup.data)),
}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    disk.forget()
    yield tmp_path
    disk.forget()


def ask(path: Path, data: bytes, question: str) -> tuple[object, Asked]:
    with disk.asked() as asked:
        answer = QUESTIONS[question](Lookup(str(path), data), str(path.parent))
    return answer, asked


def state(asked: Asked) -> object:
    """All that an answer says it rests on, as it is now."""
    paths = {path: _content(path) for path in asked.paths}
    kinds = {path: (os.path.isdir(path), os.path.isfile(path), os.path.exists(path)) for path in asked.places}
    trees = {
        path: _content(path) for tree in asked.trees for path in map(str, Path(tree).rglob("*")) if os.path.isfile(path)
    }
    return paths, kinds, trees


def _content(path: str) -> object:
    if os.path.isdir(path):
        return sorted(os.listdir(path))
    return Path(path).read_bytes() if os.path.exists(path) else None


def changes(root: Path) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Every change of a tree: what it is, how it is made, how it is taken back."""
    for name, text in FILES.items():
        path, above, aside = root / name, (root / name).parent, root.parent / "aside"
        yield f"{name} changed", partial(put, path, text + OTHER), partial(put, path, text)
        yield f"{name} replaced", partial(put, path, OTHER), partial(put, path, text)
        yield f"{name} gone", path.unlink, partial(put, path, text)
        if above != root:
            yield f"{name}: folder gone", partial(shutil.move, above, aside), partial(shutil.move, aside, above)
    for name in NEW:
        path = root / name
        top = next(above for above in (path, *path.parents) if above.parent.exists())
        yield f"{name} new", partial(put, path, OTHER), partial(gone, top)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_else_changes_an_answer(root: Path, question: str, name: str) -> None:
    """A change that leaves alone all that an answer rests on leaves the answer alone."""
    data = (root / name).read_bytes()
    answer, asked = ask(root / name, data, question)
    before = state(asked)
    for what, make, unmake in changes(root):
        make()
        if state(asked) == before:
            disk.forget()
            again, _ = ask(root / name, data, question)
            assert again == answer, f"{question} of {name}: {what}"
        unmake()
    disk.forget()
    assert ask(root / name, data, question)[0] == answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_remembered_answer_rests_on_the_same(root: Path, question: str) -> None:
    """Asked again, for the same file or after another one had all of its answers, it says so again."""
    path = root / ASKING[0]
    data = path.read_bytes()
    answer, cold = ask(path, data, question)
    again, warm = ask(path, data, question)
    disk.forget()
    for name in ASKING:
        for other in QUESTIONS:
            ask(root / name, (root / name).read_bytes(), other)
    late, full = ask(path, data, question)
    assert answer == again == late
    for one in (warm, full):
        assert (one.paths, one.places, one.trees) == (cold.paths, cold.places, cold.trees)


def test_what_is_noted(root: Path) -> None:
    path = root / "drivers/d/a.c"
    _, asked = ask(path, path.read_bytes(), "headers")
    assert {str(root / name) for name in ("drivers/d/d.h", "include/linux/deep/two.h", "drivers/e/e.h")} <= asked.paths
    assert str(root / "include") in asked.paths  # has no missing.h
    assert str(root / "drivers/d/linux") in asked.places  # would hold linux/slab.h
    assert not asked.trees
    assert str(root / "include/linux/lonely.h") not in asked.paths
    _, asked = ask(path, path.read_bytes(), "no cache")
    assert asked.trees == set() or asked.trees == {str(root)}


def test_an_outer_question_learns_what_an_inner_one_rests_on(root: Path) -> None:
    with disk.asked() as outer:
        with disk.asked() as inner:
            disk.read(str(root / "Makefile"))
        disk.exists(str(root / "Kbuild"))
    assert inner.paths == {str(root / "Makefile")} == outer.paths
    assert outer.places == {str(root / "Kbuild")} and not inner.places


def test_an_answer_that_nobody_asked_what_it_rests_on_is_found_again(root: Path) -> None:
    folder = str(root / "drivers/d")
    answer = tree_root(folder)
    with disk.asked() as asked:
        assert tree_root(folder) == answer == str(root)
    assert str(root / "MAINTAINERS") in asked.places
    with disk.asked() as again:
        tree_root(folder)
    assert (again.paths, again.places, again.trees) == (asked.paths, asked.places, asked.trees)


def test_bytes_are_kept_up_to_a_bound(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "MOST_BYTES", 100)
    for number in range(5):
        (root / f"{number}.h").write_text(f"{number}" * 40)
        assert disk.read(str(root / f"{number}.h")) == f"{number}".encode() * 40
    for number in range(5):
        (root / f"{number}.h").unlink()
    held = [number for number in (4, 3, 2, 1, 0) if disk.read(str(root / f"{number}.h")) is not None]
    assert held == [4, 3]


def test_relative_paths_are_noted_in_full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "drivers")
    with disk.asked() as asked:
        assert disk.read("d/../d/d.h") is not None
        assert disk.names("d") is not None
    assert asked.paths == {str(root / "drivers/d/d.h"), str(root / "drivers/d")}


@pytest.mark.parametrize("name", ASKING)
def test_the_index_changes_no_answer(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (root / name).read_bytes()
    answers = []
    for often in (1, 99):
        monkeypatch.setattr(index, "OFTEN", often)
        disk.forget()
        answers.append([ask(root / name, data, question)[0] for question in QUESTIONS])
    assert answers[0] == answers[1]


def test_a_file_longer_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(disk.read("/proc/self/status") or b"") > os.stat("/proc/self/status").st_size == 0
    monkeypatch.setattr(disk, "LONGEST", 10)
    assert len(disk.glance("/proc/self/status")) == 10
