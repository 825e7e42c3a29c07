"""Functions that write a whole buffer, from `kzfix/tables/fills.toml`."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from kzfix import tables

ALWAYS, ZERO, TRUE, SIZE = "always", "returns-zero", "returns-true", "returns-size"


@dataclass(frozen=True, slots=True)
class Fill:
    """One such function. Arguments are 0-based; what is written is the product of the `size` arguments, in units of
    `unit` bytes (C: `sizeof(long)`; "bits" for bitmaps).

    `when`: it wrote all of them always, or only when it returned zero, true, or the size. `idiom` are calls that the
    kernel prefers in place of an allocation and this one. `waits`: it may stop half-way for as long as another likes.
    """

    name: str
    to: int
    size: tuple[int, ...]
    unit: str
    when: str
    idiom: tuple[str, ...]
    waits: bool


@functools.cache
def table() -> dict[str, Fill]:
    """The built-in table, by name."""
    return {entry["name"]: _fill(entry) for entry in tables.table("fills")["fill"]}


def _fill(entry: dict[str, Any]) -> Fill:
    idiom = tuple(entry.get("idiom", ()))
    unit = str(entry.get("unit", 1)).replace("bytes", "1")
    unit = unit if unit.isdigit() or unit == "bits" else f"sizeof({unit})"
    return Fill(entry["name"], entry["to"], tuple(entry["size"]), unit, entry["when"], idiom, entry.get("waits", False))
