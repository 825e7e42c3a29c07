"""What a series is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzfix.tree.maintainers import Recipient


@dataclass(frozen=True, slots=True)
class Place:
    """One finding that is changed, in the words that templates use."""

    file: str  # from the top of the tree
    function: str
    line: int  # 1-based, in the file as this patch finds it
    message: str  # the rule's subject for this allocator
    object: str  # what is allocated, as it is written: "p", "sc->ring"; "" when the rule has no such name
    size: str  # the allocator's size: "sizeof(*p)", "n * sizeof(u32)"; "" when the rule has no such name
    plain: str  # the allocator that does not zero: "kmalloc"; "" when the rule has no family
    zeroing: str  # its twin that does: "kzalloc"
    gone: tuple[str, ...]  # functions whose calls are deleted: "memset"
    smpl: str  # the semantic patch that matched, widened to this allocator
    evidence: tuple[str, ...]  # what the guards said, a line each
    doubt: str  # what only a human can grant; "" when all is proved

    @property
    def idiom(self) -> str:
        """The one call that would do the same: "kmemdup()"; "" when the guards know of none."""
        mark = " would do both in one call"
        line = next((line for line in self.evidence if line.endswith(mark)), "")
        return line.removesuffix(mark).rpartition(" ")[2]

    @property
    def unset(self) -> str:
        """Members that had no value before and are zero afterwards: "rcu, node"."""
        mark = "zero for the first time: "
        return next((line.removeprefix(mark) for line in self.evidence if line.startswith(mark)), "")


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule changes in one file. The text that it finds is the one that the step before it left."""

    file: str  # from the top of the tree
    rule: str
    turn: int  # 0; more when the rule has something to say to what other rules left
    before: bytes
    after: bytes
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What this run has verified of some changes, and what it could not."""

    tools: tuple[str, ...] = ()  # "gcc (Debian 12.2.0-14) 12.2.0, Linux/x86 6.12.117": what files were compiled with
    compiled: tuple[str, ...] = ()  # files that were, before and after, without a new error or warning
    uncompiled: tuple[tuple[str, str], ...] = ()  # files that were not, and why
    ran: tuple[tuple[str, int, int], ...] = ()  # functions that did the same before and after: name, runs, through
    unrun: tuple[tuple[str, str], ...] = ()  # functions that could not be run, and why

    @property
    def shows(self) -> bool:
        """Whether there is something to say for the changes."""
        return bool(self.compiled or self.ran)

    def __add__(self, other: Verified) -> Verified:
        return Verified(
            tuple(dict.fromkeys(self.tools + other.tools)),
            self.compiled + other.compiled,
            self.uncompiled + other.uncompiled,
            self.ran + other.ran,
            self.unrun + other.unrun,
        )


@dataclass(frozen=True, slots=True)
class Patch:
    """One rule's steps in the files that belong together."""

    key: str  # what the files have in common, as the split says
    rule: str
    turn: int
    steps: tuple[Step, ...]
    verified: Verified = field(default_factory=Verified)  # in this run

    @property
    def name(self) -> str:
        """What makes it the same patch in another run."""
        return "\t".join((self.key, self.rule, str(self.turn)))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it changes, sorted."""
        return tuple(step.file for step in self.steps)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that it changes, in order."""
        return tuple(place for step in self.steps for place in step.places)


@dataclass(frozen=True, slots=True)
class Words:
    """A patch with its words."""

    patch: Patch
    subject: str
    body: str
    claim: str = ""  # the paragraphs of the body that say what was verified; "" when nothing was

    @property
    def message(self) -> str:
        """The commit message."""
        return f"{self.subject}\n\n{self.body}\n"


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover letter says."""

    subject: str
    body: str
    claim: str = ""  # as in Words


@dataclass(frozen=True, slots=True)
class Series:
    """Patches that are sent as one thread."""

    label: str  # names its folder when there are several
    tag: str  # as in "[PATCH net-next]"; or ""
    patches: tuple[Patch, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who gets a mail."""

    to: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
