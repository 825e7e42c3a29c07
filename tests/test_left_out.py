"""Work that is not done because it decides nothing: with it every finding must be the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kzfix.config import Settings
from kzfix.engine import examine, load
from kzfix.facts import text
from kzfix.flow import callees
from kzfix.flow.track import Walk
from kzfix.model import Include, Source
from kzfix.smpl.load import builtin_rules

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = Settings(group=("idioms", "leak", "stores"), include=Include.REVIEW)
OWN = sorted(path for folder in (builtin_rules(), ROOT / "examples") for path in folder.rglob("*.c"))[::3]


def test_what_is_left_out_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load(EVERYTHING)
    sources = [Source(str(path), path.read_bytes()) for path in OWN]
    found = [examine(source, rules, EVERYTHING) for source in sources]
    every_point = property(lambda walk: {point.index for point in walk.flow.points})
    monkeypatch.setattr(Walk, "_leading", every_point)  # those that lead to no clearing too
    monkeypatch.setattr(callees, "is_listed", lambda name: True)
    monkeypatch.setattr(text, "_NO_HEAD", re.compile(rb"(?!)"))  # any name may be a function's
    for source, before in zip(sources, found, strict=True):
        assert examine(source, rules, EVERYTHING) == before
