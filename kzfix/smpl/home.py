"""Where the rules that come with kzfix are. Imports nothing of the rule language, so that asking costs nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def folder() -> str:
    """The rules folder that comes with kzfix: inside the installed package, or beside it in a source tree."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    installed = os.path.join(package, "_rules")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "rules")


def builtin_rules() -> Path:
    """The same, for those who go through it."""
    from pathlib import Path

    return Path(folder())
