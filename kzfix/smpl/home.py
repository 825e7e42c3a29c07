"""Where the rules that come with kzfix are. Imports nothing of the rule language, so that asking costs nothing."""

from __future__ import annotations

from pathlib import Path


def builtin_rules() -> Path:
    """The rules folder that comes with kzfix: inside the installed package, or beside it in a source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parent / "rules"
