"""The records that cross a room or process border: frozen, picklable, standard library only.

Offsets are 0-based byte offsets into the original bytes of a file, spans are half-open; lines and columns are
1-based. Masking and parsing again never move an offset.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of bytes in one file."""

    start: int
    end: int


NOWHERE = Span(0, 0)
Lines = tuple[tuple[int, int], ...]  # half-open ranges of lines; an empty one is the place before that line


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it is: its path as it is shown to the user, and its bytes.

    `touched` are the places that a run asks about; None: all of it.
    """

    path: str
    data: bytes
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)
    touched: tuple[Span, ...] | None = field(default=None, kw_only=True)

    def line_starts(self) -> list[int]:
        """Byte offset of the first byte of every line, made on first use."""
        if not self._starts:
            starts, at = [0], self.data.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._starts.extend(starts)
        return self._starts

    def line(self, offset: int) -> int:
        """1-based line that holds the byte at `offset`."""
        return bisect_right(self.line_starts(), offset)

    def column(self, offset: int) -> int:
        """1-based column, in bytes, of the byte at `offset`."""
        return offset - self.line_starts()[self.line(offset) - 1] + 1

    def text(self, span: Span) -> bytes:
        """The bytes of a span."""
        return self.data[span.start : span.end]

    def narrowed(self, lines: Lines) -> Source:
        """The same file, of which only these lines are asked about."""
        starts = [*self.line_starts(), len(self.data)]
        at = [tuple(starts[min(line, len(starts)) - 1] for line in each) for each in lines]
        return Source(self.path, self.data, touched=tuple(Span(*each) for each in at))

    def touches(self, span: Span) -> bool:
        """Whether something in a span is asked about; a place where lines were taken away counts when it is inside."""
        if self.touched is None:
            return True
        return any(span.start < place.end and place.start < span.end for place in self.touched)


class File(NamedTuple):
    """A file to look at, and what its folder tells of it, so that nobody has to ask again."""

    path: str  # as it is shown to the user
    size: int  # bytes
    changed: int = 0  # when its bytes were, in nanoseconds; 0: not known
    lines: Lines | None = None  # only the functions that some lines touch are asked about; None: all


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes of `span` (empty: insert) with `text` (empty: delete)."""

    span: Span
    text: bytes


@dataclass(frozen=True, slots=True)
class Binding:
    """What a metavariable stands for at one site."""

    name: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a site is not what the semantic patch says to the letter, and which guard has to judge it.

    A rule that does not name that guard does not match there.
    """

    guard: str
    what: str
    span: Span


@dataclass(frozen=True, slots=True)
class Site:
    """One match of a rule: a place for each element of the pattern, and the edits that the pattern asks for."""

    places: tuple[Span, ...]
    bindings: tuple[Binding, ...]
    removed: tuple[Span, ...]  # whole statements (or expressions) to delete
    replaced: tuple[Edit, ...]  # tokens to replace or insert
    entry: str = ""  # the allocator entry of the expanded rule, "table/name"
    deviations: tuple[Deviation, ...] = ()
    witness: tuple[Span, ...] = ()  # a path from the first place to the last
    object: Span = NOWHERE  # the operand in the last place that stands for the object which the first place made
    part: bool = False  # one of any number of occurrences: it changes, or stays, for itself


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule would change in one function: sites that share a place, all or nothing (but for parts)."""

    rule: str
    function: str
    body: Span  # the whole function
    sites: tuple[Site, ...]

    @property
    def first(self) -> Span:
        """The place that the proposal is shown at."""
        return self.sites[0].places[0]


@dataclass(frozen=True, slots=True)
class Proved:
    """Every guard of the rule holds; one line of evidence each."""

    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Only a human can grant what `guard` needs: `reason` says what, `span` shows where."""

    guard: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Refused:
    """`guard` shows that the change is wrong, or cannot show that it is right."""

    guard: str
    reason: str
    span: Span
    bug: bool = False  # the code as it stands looks wrong


Verdict = Proved | Review | Refused


@dataclass(frozen=True, slots=True)
class Finding:
    """A proposal, what was proved of it, and its edits alone (tidy, sorted, not overlapping; none when refused).

    Neighbouring findings share blank lines and braces: what is written is `Found.edits`, not the sum of these.
    """

    proposal: Proposal
    verdict: Verdict
    edits: tuple[Edit, ...]
    line: int  # 1-based, of the first place
    message: str  # one line, from the rule's subject


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A function that kzfix could not read, so did not judge."""

    function: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing that any rule speaks of."""

    path: str
    functions: int = 0
    unparsed: tuple[Unparsed, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not looked at, and why."""

    path: str
    why: str


class Shown(NamedTuple):
    """What most people want to see of a file with findings."""

    hunks: bytes = b""  # of the patch, which its name belongs before; empty for a file that stays as it is
    lines: tuple[tuple[int, str, str], ...] = ()  # line, rule and message of each finding that is to be changed
    proved: int = 0
    review: int = 0
    refused: tuple[str, ...] = ()  # the guards that did


@dataclass(frozen=True, slots=True)
class Found:
    """A file with findings of any verdict. `before` is what was judged, so that nobody writes over a later change."""

    path: str
    before: bytes
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...] = ()  # of all findings whose verdict is to be changed, together
    functions: int = 0
    unparsed: tuple[Unparsed, ...] = ()
    shown: Shown | None = field(default=None, compare=False, repr=False)  # made of the rest by whoever judged it


@dataclass(frozen=True, slots=True)
class Failed:
    """kzfix itself failed on this file, at this stage."""

    path: str
    stage: str
    error: str


FileResult = Clean | Skipped | Found | Failed
Entry = File | str | Skipped  # of a walk: what is to be judged, in the order in which it is told


def path_of(entry: Entry) -> str:
    """The path of an entry, as it is shown to the user."""
    return entry if isinstance(entry, str) else entry.path


@dataclass(frozen=True, slots=True)
class Trace:
    """What the result for one file rests on: it stays the same as long as all of this does.

    Every path but the first is absolute.
    """

    path: str  # as it is shown
    digest: bytes  # of what was judged: BLAKE2b, 16 bytes
    paths: frozenset[str] = frozenset()  # files of which the bytes, folders of which the names count
    places: Mapping[str, int] = field(default_factory=dict)  # what counts is what stands there: see `facts.disk.kind`
    trees: frozenset[str] = frozenset()  # folders of which every source file counts


@dataclass(frozen=True, slots=True)
class Batch:
    """What some neighbouring entries of a walk came to.

    `results` are those of the entries, in order, but for files whose bytes hold no needle: each is a `Clean` without
    functions. `traces` are those of the files that were looked at closely, in order.
    """

    results: tuple[FileResult, ...]
    entries: tuple[Entry, ...] = ()
    traces: tuple[Trace, ...] = ()
    worn: bool = False  # the worker had better be replaced: it has grown, or was broken off within a file
    doubts: tuple[tuple[str, bytes], ...] = ()  # files that are not as their entries say: digest, or none if unreadable

    @property
    def files(self) -> int:
        """How many files this batch speaks of."""
        return len(self.entries)

    @property
    def bytes(self) -> int:
        """How much is in those whose size is known."""
        return sum(entry.size for entry in self.entries if isinstance(entry, File))


class Include(enum.Enum):
    """Which verdicts are changed."""

    PROVED = "proved"
    REVIEW = "review"


class Split(enum.Enum):
    """What one patch of a series speaks of, beside its rule."""

    MAINTAINER = "maintainer"
    SUBSYSTEM = "subsystem"
    DIRECTORY = "directory"
    FILE = "file"
    RULE = "rule"


class Way(enum.Enum):
    """How the changes of a patch series are verified."""

    BUILD = "build"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run saw and found, for the summary line and the exit status."""

    files: int = 0
    skipped: int = 0
    failed: int = 0
    functions: int = 0
    unparsed: int = 0
    proved: int = 0
    review: int = 0
    refused: int = 0
    changed: int = 0  # files
    seconds: float = 0.0
