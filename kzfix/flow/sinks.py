"""Functions through which memory leaves the kernel, from `kzfix/tables/sinks.toml`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kzfix import tables


@dataclass(frozen=True, slots=True)
class Sink:
    """One such function: the 0-based argument that points to the memory, the one that is its size, and where to.

    `size` is None where no argument says it. `direction` is the argument that says which way it goes, None where it
    always goes out.
    """

    name: str
    source: int
    size: int | None
    to: str  # "user", "device" or "network"
    direction: int | None


@functools.cache
def table() -> dict[str, Sink]:
    """The built-in table, by name."""
    return {
        entry["name"]: Sink(
            entry["name"], entry["from"], _number(entry.get("size")), entry["to"], _number(entry.get("direction"))
        )
        for entry in tables.table("sinks")["sink"]
    }


def outward(direction: str) -> bool:
    """Whether an argument that says a direction (its text) certainly says that the memory goes out."""
    return not set(tables.table("sinks")["outward"]).isdisjoint(re.findall(r"\w+", direction))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
