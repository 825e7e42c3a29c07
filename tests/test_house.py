"""The house: which room may know which, what only some of them may do, and what the README promises."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kzfix"
FILES = sorted(PACKAGE.rglob("*.py"))

EVERYONE = {"model", "errors"}  # and these know the standard library alone
KNOWS = {
    "kzfix": set(),
    "__main__": {"cli"},
    "cli": {
        *("config", "engine", "pool", "present", "prove", "deliver", "review", "rewrite", "smpl", "source", "tree"),
        "verify",
        "cache",
    },
    "review": {"deliver", "present"},
    "deliver": {"rewrite", "tree"},
    "verify": {"config", "flow", "rewrite", "smpl", "source", "tables"},
    "present": {"rewrite", "verify"},
    "cache": {"config", "smpl", "source"},
    "pool": {"config", "engine", "facts"},
    "engine": {"config", "source", "smpl", "match", "prove", "rewrite", "flow", "facts"},
    "prove": {"flow", "facts", "source", "smpl", "tables"},
    "match": {"flow", "facts", "source", "smpl", "tables"},
    "rewrite": {"source"},
    "flow": {"facts", "source", "tables"},
    "facts": {"source", "tables"},
    "smpl": {"source", "tables"},
    "source": {"config", "tables"},
    "config": set(),
    "tree": {"tables"},
    "tables": set(),
    "model": set(),
    "errors": set(),
}
PRINTS = {"cli", "present", "review"}
FORKS = {"half.py"}  # and there the second process must end itself
WRITES = {"deliver", "verify", "pool", "cache"}  # the user's tree; temporary folders; the user's folder for caches


def room(path: Path) -> str:
    """The room of a file: its folder, or its own name when it stands at the top."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "kzfix" if parts == ("__init__",) else parts[0]


@functools.cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_bytes())))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every module that a file imports, wherever in it."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            names = [alias.name for alias in node.names] if module == "kzfix" else [""]
            yield from ((node.lineno, f"{module}.{name}".rstrip(".")) for name in names)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every call of a plain name or of a module's function."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = room(path)
    for line, name in imported(path):
        parts = name.split(".")
        if parts[0] == "kzfix" and len(parts) > 1 and parts[1] not in ("__version__", own):
            assert parts[1] in KNOWS[own] | EVERYONE - {own}, f"{path}:{line}: {own} must not know {parts[1]}"


def test_the_order_of_rooms_has_no_circle() -> None:
    left = dict(KNOWS)
    while left:
        free = [name for name, known in left.items() if not known & set(left)]
        assert free, f"a circle among {sorted(left)}"
        for name in free:
            del left[name]


@pytest.mark.parametrize("name", ["model", "errors"])
def test_the_shared_records_need_the_standard_library_alone(name: str) -> None:
    import sys

    for _, module in imported(PACKAGE / f"{name}.py"):
        first = module.split(".")[0]
        assert first in sys.stdlib_module_names or module in ("kzfix.model", "kzfix.errors")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_some_rooms_print_write_or_exit(path: Path) -> None:
    own = room(path)
    for line, name in calls(path):
        place = f"{path}:{line}: {name}"
        if name in ("print", "input"):
            assert own in PRINTS, place
        if name in ("sys.exit", "exit", "quit", "os._exit", "typer.Exit"):
            assert own == "cli" or (name.startswith("os.") and path.name in FORKS), place
        if re.fullmatch(r"os\.(replace|rename|unlink|remove|mkdir|makedirs)|.*\.write_(bytes|text)", name):
            assert own in WRITES, place


def test_tables_hold_no_code() -> None:
    for path in PACKAGE.joinpath("tables").glob("*.toml"):
        tomllib.loads(path.read_text())


def commands() -> list[str]:
    """The set-up commands of the README, each a line of its own."""
    return re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text(), re.M)


def test_the_readme_has_two_set_up_commands() -> None:
    show, check = commands()
    assert show.endswith(".venv/bin/kzfix diff examples")
    assert check.endswith(".venv/bin/pytest -q")


def test_the_readme_names_only_what_there_is() -> None:
    text = (ROOT / "README.md").read_text()
    for path in re.findall(r"`((?:kzfix|rules|tests|examples|\.ci)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    verbs = {path.stem for path in PACKAGE.joinpath("cli").glob("*.py")}
    shown = re.findall(r"^(?:.*\| )?kzfix ([a-z]+)", "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S)), re.M)
    assert shown and set(shown) <= verbs


def test_nothing_names_a_place_of_one_machine() -> None:
    homes = re.compile(r"/(?:home|root|Users)/\w|/tmp/\w")
    for path in [*FILES, *sorted(ROOT.glob("*.*")), *sorted((ROOT / "rules").rglob("*.*"))]:
        if path.is_file():
            found = homes.search(path.read_text(errors="replace"))
            assert not found, f"{path}: {found}"
