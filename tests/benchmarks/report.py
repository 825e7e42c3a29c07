"""What was measured, as a table for people and as a document for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

MB = 1e6


@dataclass(frozen=True, slots=True)
class Row:
    """One command. Without runs, `note` says why."""

    name: str
    runs: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    memory: int = 0  # bytes of the largest process
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grown:
    """All rules over a part of the tree."""

    share: float
    files: int
    size: int  # bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the benchmark."""

    versions: str
    tree: str
    files: int
    size: int
    cores: int
    jobs: int
    runs: int
    floor: int  # bytes: what the measuring process itself holds
    base: str  # the row that others are compared with
    against: str  # the row that is compared with others
    rows: tuple[Row, ...]
    started: float  # seconds that --version takes more than an empty Python
    growth: tuple[Grown, ...]
    exponent: float | None
    same: bool
    outputs: tuple[str, ...]  # what was compared


def text(report: Report) -> str:
    """The table for people."""
    return "\n".join([*_head(report), "", *_rows(report), "", *_growth(report), "", *_tail(report)]) + "\n"


def document(report: Report) -> str:
    """The same for programs; seconds and bytes."""
    return json.dumps(asdict(report), indent=2) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield report.versions
    size = f"{report.files} files, {report.size / MB:.0f} MB"
    yield f"{report.tree}: {size}, all of it read once before; {report.cores} cores, -j{report.jobs}"
    yield f"medians of {_runs(report.runs)}, or of as many as the row says; MB are of the largest process"


def _rows(report: Report) -> Iterator[str]:
    seconds = {row.name: row.seconds for row in report.rows if row.runs}
    base, against = seconds.get(report.base), seconds.get(report.against)
    width = max(len(row.name) for row in report.rows)
    yield f"{'':{width}}  {'seconds':>8}  {'times rg':>8}  {'times spatch':>12}  {'MB':>5}  {'CPU s':>7}"
    for row in report.rows:
        if not row.runs:
            yield f"{row.name:{width}}  {row.note}"
            continue
        columns = (
            f"{row.seconds:8.2f}",
            f"{_ratio(row.seconds, base):>8}",
            f"{_ratio(against, row.seconds):>12}",
            f"{_memory(row.memory, report.floor):>5}",
            f"{row.cpu:7.2f}",
        )
        yield "  ".join((f"{row.name:{width}}", *columns, *filter(None, [row.note])))
    yield f"times rg: the time of {report.base}, so often; times spatch: as fast as {report.against}, so often"


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number} runs"


def _memory(found: int, floor: int) -> str:
    """A process is charged with what its parent had when it was started, so less than that cannot be seen."""
    return f"<{floor / MB:.0f}" if found <= floor * 1.1 else f"{found / MB:.0f}"


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.2f}" if one and other else "-"


def _growth(report: Report) -> Iterator[str]:
    yield "all default rules over a part of the files, without cache"
    yield f"{'share':>6}  {'files':>6}  {'MB':>6}  {'time':>6}  {'time / MB':>9}"
    whole = report.growth[-1] if report.growth else None
    for part in report.growth:
        assert whole is not None
        pace = _ratio(part.seconds * whole.size, whole.seconds * part.size) if part.size else "-"
        size = f"{part.size / MB:6.1f}"
        yield f"{part.share:6.3f}  {part.files:6}  {size}  {_ratio(part.seconds, whole.seconds):>6}  {pace:>9}"
    fitted = "cannot be fitted" if report.exponent is None else f"{report.exponent:.3f}"
    yield f"times as shares of the last; less a run over no file, they grow with the bytes to the power {fitted}"


def _tail(report: Report) -> Iterator[str]:
    yield f"kzfix --version takes {report.started * 1000:.0f} ms more than python -c pass"
    verdict = "the same bytes" if report.same else "DIFFERENT BYTES"
    yield f"output: {verdict} from {_listed(report.outputs)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
