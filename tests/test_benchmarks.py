"""The benchmark: that it runs anywhere, says what is missing, and notices what must not be."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks import files, tools
from benchmarks.__main__ import main
from benchmarks.measure import Bench
from test_cli import PLAIN, ZEROED


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of a few small files."""
    root = tmp_path / "tree"
    (root / "drivers").mkdir(parents=True)
    for number in range(6):
        (root / "drivers" / f"{number}.c").write_bytes(ZEROED if number else PLAIN)
    return root


def test_it_measures_what_there_is(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "found.json"
    monkeypatch.setattr("benchmarks.__main__.STARTS", 1)
    monkeypatch.setattr("benchmarks.__main__.SHARES", (0.25, 1.0))
    assert main([str(tree), "--runs", "1", "--json", str(out)]) == 0
    table = capsys.readouterr().out
    assert f"{tree}: 6 files, 0 MB" in table
    assert f"the tree has no {tools.ZALLOC}" in table
    assert "output: the same bytes from diff without cache, " in table
    found = json.loads(out.read_text())
    rows = {row["name"]: row for row in found["rows"]}
    for name in ("kzfix, all default rules", "kzfix, zeroing/memset alone"):
        assert (rows[name]["runs"], rows[name]["note"]) == (1, "")
        assert rows[name]["seconds"] > 0 < rows[name]["cpu"]
        assert rows[name]["memory"] > 10e6
    assert [part["share"] for part in found["growth"]] == [0.25, 1.0]
    assert found["growth"][-1]["files"] == found["files"] == 6


def test_a_tool_that_is_missing_is_a_row(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", _linked(tree.parent))
    monkeypatch.setattr(tools, "kzfix", lambda *words: (sys.executable, "-c", "pass"))
    monkeypatch.setattr("benchmarks.__main__.kzfix", tools.kzfix)
    assert main([str(tree), "--runs", "1"]) == 0
    table = capsys.readouterr().out
    assert "no rg, no spatch, no ast-grep" in table
    assert "rg -l                          there is no rg here" in table
    assert "ast-grep, the nearest pattern  there is no ast-grep here" in table


def _linked(folder: Path) -> str:
    """This Python under another name, with nothing beside it."""
    (folder / "bin").mkdir()
    link = folder / "bin" / "python"
    link.symlink_to(Path(sys.executable).resolve())
    return str(link)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('-j1' in sys.argv)", "DIFFERENT BYTES"),
        ("import sys; print('why' in sys.argv and '-j1' in sys.argv)", "DIFFERENT BYTES"),
        ("raise SystemExit('broken')", "exit status 1: broken"),
    ],
)
def test_what_must_not_be_is_told(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], program: str, said: str
) -> None:
    def stub(*words: str) -> tuple[str, ...]:
        return (sys.executable, "-c", program, *words)

    monkeypatch.setattr(tools, "kzfix", stub)
    monkeypatch.setattr("benchmarks.__main__.kzfix", stub)
    assert main([str(tree), "--runs", "1", "--slow-runs", "0"]) == 1
    table = capsys.readouterr().out
    assert said in table
    assert "left out: --slow-runs 0" in table or "there is no" in table


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--runs", "0"], [".", "--jobs", "x"]])
def test_arguments_that_make_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_smaller_part_is_in_a_larger_one(tree: Path) -> None:
    for number in range(200):
        (tree / f"{number}.h").write_bytes(b"int x;\n")
    every = files.of_tree(tree)
    parts = [files.part(tree, every, share) for share in (1 / 8, 1 / 4, 1 / 2, 1.0)]
    for one, next_one in pairwise(parts):
        assert set(one.names) < set(next_one.names)
    assert parts[-1] == every
    assert 206 / 16 < len(parts[0].names) < 206 / 4
    assert every.listed.count(b"\0") == 206


def test_the_exponent() -> None:
    assert files.exponent([1, 2, 4], [3, 6, 12]) == pytest.approx(1)
    assert files.exponent([1, 2, 4], [1, 4, 16]) == pytest.approx(2)
    assert files.exponent([0, 2, 2], [1, 1, 1]) is None


def test_a_command_is_measured_with_all_its_processes(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"WORD": "here"}, limit=60)
    inner = "x = bytearray(90_000_000); print(input(), flush=True)"
    outer = f"import os, subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print(os.environ['WORD'])"
    taken = bench.run([sys.executable, "-c", outer], b"given\n")
    assert (taken.status, taken.out) == (0, len("given\nhere\n"))
    assert 90e6 < taken.memory < 400e6
    assert taken.digest != bench.run([sys.executable, "-c", outer], b"other\n").digest


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    taken = Bench(tmp_path, limit=0.5).run([sys.executable, "-c", "import time; time.sleep(100)"])
    assert taken.status == -9
    assert taken.seconds < 50
