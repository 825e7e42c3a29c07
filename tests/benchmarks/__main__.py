"""The command: every contender over a tree, in rounds, and one table on stdout."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from . import files, report, tools
from .measure import Bench, Runs, Taken
from .report import Grown, Report, Row
from .tools import Contender, kzfix

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
ALL, ONE, AGAIN = "kzfix, all default rules", "kzfix, zeroing/memset alone", "kzfix, all, second run"
STARTS = 3  # starts of Python for each run


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("tree", metavar="TREE", type=Path, help="the root of a Linux tree; it is only read")
    parser.add_argument("--runs", type=_count, default=5, metavar="N", help="runs of each command; the median counts")
    parser.add_argument("--slow-runs", type=int, default=1, metavar="N", help="runs of spatch and ast-grep; 0: none")
    parser.add_argument("-j", "--jobs", type=_count, default=2, metavar="N", help="processes or threads of each tool")
    parser.add_argument(
        "--limit", type=float, default=3600.0, metavar="SECONDS", help="the longest that one run may take"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the same, in seconds and bytes, to FILE")
    return parser


def _count(said: str) -> int:
    if int(said) < 1:
        raise ValueError
    return int(said)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print. The exit status is 1 when kzfix failed, or gave other bytes in another way of running."""
    parser = arguments()
    asked = parser.parse_args(argv)
    if not asked.tree.is_dir():
        parser.error(f"{asked.tree}: no such folder")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        found = Benchmark(asked, Path(folder)).measured()
    print(report.text(found), end="")
    if asked.json:
        asked.json.write_text(report.document(found), encoding="utf-8")
    failed = [row.name for row in found.rows if row.name.startswith("kzfix") and "exit status" in row.note]
    return 1 if failed or not found.same else 0


@dataclass
class Benchmark:
    """One run of everything. What is measured piles up in `taken`, by the name of its row."""

    asked: argparse.Namespace
    folder: Path
    taken: dict[str, list[Taken]] = field(default_factory=dict)
    outputs: dict[str, set[str]] = field(default_factory=dict)  # of all rules over the tree: how it was run, digests

    def __post_init__(self) -> None:
        self.tree = Path(os.path.realpath(self.asked.tree))
        environment = {"PYTHONPATH": str(tools.ROOT), "KZFIX_CACHE": str(self.folder / "cache"), "NO_COLOR": "1"}
        self.bench = Bench(self.tree, environment, self.asked.limit)
        self.cached = tools.caches()

    def measured(self) -> Report:
        """Measure all there is to measure."""
        self._say("reading the tree")
        every = files.of_tree(self.tree)
        parts = {share: files.part(self.tree, every, share) for share in SHARES}
        others = list(tools.contenders(self.tree, self.asked.jobs))
        ours = list(self._ours())
        first = self._first_with_cache()
        for number in range(self.asked.runs):
            self._say(f"round {number + 1} of {self.asked.runs}")
            for one in (*ours, *(other for other in others if not other.slow)):
                self._take(one)
            for share, part in parts.items():
                self._take(Contender(_share(share), self._diff("-", cache=False)), part.listed)
        for other in others:
            for _ in range(self.asked.slow_runs if other.slow and other.command else 0):
                self._say(other.name)
                self._take(other)
        begin = self._starts()
        growth = tuple(self._grown(share, part) for share, part in parts.items())
        same = self._same(parts[SHARES[0]])
        return Report(
            versions=tools.versions(),
            tree=str(self.asked.tree),
            files=len(every.names),
            size=every.size,
            cores=len(os.sched_getaffinity(0)),
            jobs=self.asked.jobs,
            runs=self.asked.runs,
            floor=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            base=tools.BASE,
            against=tools.AGAINST,
            rows=(*(self._row(one) for one in ours), *first, *(self._row(other) for other in others)),
            started=begin["kzfix"] - begin["python"],
            growth=growth,
            exponent=_exponent(growth, begin["nothing"]),
            same=same,
            outputs=tuple(self.outputs),
        )

    # kzfix

    def _diff(self, *words: str, cache: bool, jobs: int = 0) -> tuple[str, ...]:
        bare = ("--no-cache",) if self.cached and not cache else ()
        return kzfix("diff", "-q", f"-j{jobs or self.asked.jobs}", *bare, *words)

    def _ours(self) -> Iterator[Contender]:
        yield Contender(ALL, self._diff(".", cache=False))
        yield Contender(ONE, self._diff("--rule", "zeroing/memset", ".", cache=False))
        if self.cached:
            yield Contender(AGAIN, self._diff(".", cache=True))
        else:
            yield Contender(AGAIN, missing="this kzfix has no cache")

    def _first_with_cache(self) -> Iterator[Row]:
        """The run that fills the cache, made at once and told later."""
        if not self.cached:
            return iter(())
        one = Contender("kzfix, all, fills the cache", self._diff(".", cache=True), slow=True)
        self._say(one.name)
        self._take(one)
        return iter((self._row(one),))

    def _starts(self) -> Mapping[str, float]:
        """Seconds that kzfix with and without rules, and an empty Python, take to start and end: medians, in turns."""
        commands = {
            "kzfix": kzfix("--version"),
            "nothing": self._diff("-", cache=False),
            "python": (sys.executable, "-c", "pass"),
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(STARTS * self.asked.runs):
            for name, command in commands.items():
                found[name].append(self.bench.run(command).seconds)
        return {name: median(times) for name, times in found.items()}

    def _grown(self, share: float, part: files.Files) -> Grown:
        runs = Runs(tuple(self.taken[_share(share)]))
        return Grown(share, len(part.names), part.size, runs.seconds)

    def _same(self, part: files.Files) -> bool:
        """Whether all rules have given the same patch in every way that they were run, and `why` the same words."""
        self._say("comparing outputs")
        jobs = sorted({1, self.asked.jobs})
        ways = [(number, cache) for number in jobs for cache in sorted({False, self.cached})]
        self._note("diff without cache", self.taken[ALL])
        self._note("diff of names on stdin", self.taken[_share(SHARES[-1])])
        self._note("diff with cache", self.taken.get(AGAIN, []))
        words: set[str] = set()
        for number, cache in ways:
            bare = ("--no-cache",) if self.cached and not cache else ()
            said = self.bench.run(kzfix("why", "-q", f"-j{number}", *bare, "-"), part.listed)
            words.add(said.digest)
            if number == 1:
                how = "diff -j1 with cache" if cache else "diff -j1 without cache"
                self._note(how, [self.bench.run(self._diff(".", cache=cache, jobs=1))])
        self.outputs[f"why of {len(ways)} ways over a part"] = words
        return len(words) == 1 and len(set().union(*self._patches())) == 1

    def _patches(self) -> list[set[str]]:
        return [digests for how, digests in self.outputs.items() if how.startswith("diff")]

    def _note(self, how: str, taken: Sequence[Taken]) -> None:
        if taken:
            self.outputs[how] = {one.digest for one in taken}

    # rows

    def _take(self, one: Contender, stdin: bytes = b"") -> None:
        if one.command:
            self.taken.setdefault(one.name, []).append(self.bench.run(one.command, stdin))

    def _row(self, one: Contender) -> Row:
        if not one.command:
            return Row(one.name, note=one.missing)
        if one.name not in self.taken:
            return Row(one.name, note="left out: --slow-runs 0")
        each = self.taken[one.name]
        bad = next((run for run in each if run.status not in one.fine), None)
        notes = ["1 run" if len(each) == 1 else f"{len(each)} runs"] if one.slow else []
        if bad is not None:
            notes.append(f"exit status {bad.status}: {bad.said}")
        runs = Runs(tuple(each))
        return Row(one.name, len(each), runs.seconds, runs.cpu, runs.memory, ", ".join(notes))

    def _say(self, what: str) -> None:
        print(f"benchmarks: {what}", file=sys.stderr)


def _exponent(growth: Sequence[Grown], nothing: float) -> float | None:
    """The power that time grows with, less what a run takes that has nothing to do."""
    return files.exponent([part.size for part in growth], [part.seconds - nothing for part in growth])


def _share(share: float) -> str:
    return f"{share:g} of the files"


if __name__ == "__main__":
    raise SystemExit(main())
