"""What the cache knows, in memory, and the one file that it is read from and written to."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kzfix.cache import place
from kzfix.cache.basis import Basis
from kzfix.cache.records import Records
from kzfix.cache.sections import LOOSE, Damaged, Sections, packed
from kzfix.cache.still import Still
from kzfix.cache.walks import PLAIN, UNKNOWN, Scope, Walk

MOST_WALKS = 4
MOST_VERSIONS = 4  # records of one path
_WALK, _STILL = "walk ", "still "


@dataclass(slots=True)
class Snapshot:
    """Records, what they rest on, and the walks that speak of them."""

    path: str
    records: Records = field(default_factory=Records)
    basis: Basis = field(default_factory=Basis)
    walks: dict[str, bytes | Walk] = field(default_factory=dict)  # by name, the one used last in front
    stills: dict[str, Still | None] = field(default_factory=dict)  # of walks, where the one on the disk is not meant
    sections: Sections | None = None

    @classmethod
    def opened(cls, path: str) -> Snapshot:
        """The snapshot at a path, an empty one where there is none; only its walks are read, when they are asked for.

        Raises Damaged, and OSError.
        """
        made = cls(path)
        try:
            sections = made.sections = Sections(path)
        except FileNotFoundError:
            return made
        made.walks = {name: b"" for name in sections.names if name.startswith(_WALK)}
        return made

    def fill(self) -> None:
        """Read the records, and what they rest on. Raises Damaged, and OSError."""
        sections = self.sections
        if sections:
            self.records = Records.unpacked(sections.get("records"), sections.part)
            self.basis = Basis.unpacked(sections.get("states"))
            self.basis.load = lambda: sections.get("sets")

    def walk(self, scope: Scope) -> Walk | None:
        """The walk over a scope, as an earlier run left it. Raises Damaged."""
        return self._walk(_WALK + scope.name)

    def still(self, scope: Scope) -> Still | None:
        """What is told of the walk over a scope where nothing has changed, if that can be said. Raises Damaged."""
        found = self._section(_STILL + scope.name)
        return Still.unpacked(found) if found else None

    def others(self) -> Iterator[Walk]:
        """Every walk."""
        for name in list(self.walks):
            if found := self._walk(name):
                yield found

    def _walk(self, name: str) -> Walk | None:
        found = self.walks.get(name)
        if isinstance(found, bytes):
            found = self.walks[name] = Walk.unpacked(self._section(name))
        return found

    def _section(self, name: str) -> bytes:
        if self.sections is None:
            raise Damaged
        return self.sections.get(name)

    def keep(self, walk: Walk, still: Still | None = None) -> None:
        """Put a walk in front; of too many those that were used longest ago go."""
        self.stills[walk.scope.name] = still
        name = _WALK + walk.scope.name
        self.walks = {name: walk, **{each: found for each, found in self.walks.items() if each != name}}
        for each in list(self.walks)[MOST_WALKS:]:
            del self.walks[each]

    def write(self, limit: int) -> None:
        """Write all of it, and keep the folder within its limit (bytes). Raises OSError and Damaged."""
        if self._crowded():
            self._thin()
        data, texts = self.records.packed()
        sections = {"records": data, "states": self.basis.packed(), "sets": self.basis.packed_sets()}
        for name, walk in self.walks.items():
            sections[name] = walk.packed() if isinstance(walk, Walk) else self._section(name)
            scope = name.removeprefix(_WALK)
            sections[_STILL + scope] = self._kept(scope)
        sections[LOOSE] = b"".join(texts)
        if sum(map(len, sections.values())) <= limit:
            place.write(self.path, packed(sections))
        place.prune(os.path.dirname(self.path), limit, self.path)

    def _kept(self, scope: str) -> bytes:
        """What is told of a walk, as bytes; none where that cannot be said."""
        if scope in self.stills:
            known = self.stills[scope]
            return known.packed() if known else b""
        return self._section(_STILL + scope)

    def _crowded(self) -> bool:
        """Whether many records are of no use any more."""
        many = len(self.records.paths)
        used = sum(min(count, MOST_VERSIONS) for count in Counter(self.records.paths).values())
        return many - used > 1000 + many // 8

    def _thin(self) -> None:
        """Leave only the newest records of each path, and what they rest on; walks but the first must be made again."""
        counts: Counter[str] = Counter()
        kept: list[int] = []
        for number in range(len(self.records.paths) - 1, -1, -1):
            counts[self.records.paths[number]] += 1
            if counts[self.records.paths[number]] <= MOST_VERSIONS:
                kept.append(number)
        kept.reverse()
        self.basis, bases = self.basis.only({self.records.bases[number] for number in kept} - {-1})
        self.records = self.records.only(kept, bases)
        numbers = {old: new for new, old in enumerate(kept)}
        name, first = next(iter(self.walks.items()))
        assert isinstance(first, Walk)
        first.known = array("i", (numbers.get(old, UNKNOWN) if old > PLAIN else old for old in first.known))
        first.covers = array("i")
        self.walks = {name: first}
