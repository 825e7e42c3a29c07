"""Data only: what to mask, iterators, functions that never return, harmless callees. The loader knows no names."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Any


@functools.cache
def table(name: str) -> dict[str, Any]:
    """The table `NAME.toml` of this package. Callers turn it into their own records and never change it."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
