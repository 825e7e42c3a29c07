"""What patches are called where there is no log to ask: by a table of folders, and by the names in the path.

And what a subsystem's handbook asks of subjects, as far as the tree at hand has that handbook.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from kzfix.tables import table

_TABLE = "subjects"


@dataclass(frozen=True, slots=True)
class Style:
    """What a handbook asks for."""

    tag: str = ""  # in "[PATCH net-next]"
    capital: bool = False
    document: str = ""  # and its section


def style(root: str, paths: Sequence[str]) -> Style:
    """What the handbooks of the tree at `root` ask of a patch: where they ask it for all of its paths."""
    asked = {_style(root, path) for path in paths}
    return asked.pop() if len(asked) == 1 else Style()


def _style(root: str, path: str) -> Style:
    for line in table(_TABLE)["style"]:
        named = any(fnmatchcase(path, pattern) for pattern in line["paths"])
        if named and os.path.exists(os.path.join(root, line["document"])):
            document = f"{line['document']}, {line['section']}"
            return Style(line.get("tag", ""), line.get("capital", False), document)
    return Style()


def called(path: str) -> tuple[str, bool]:
    """The prefix of a patch to a file, or to a folder when the path ends in a slash; whether the table has it."""
    folder = path.rpartition("/")[0]
    above = path.rstrip("/")
    while above:
        if line := _habit(above):
            return _filled(line, above, path), True
        above = above.rpartition("/")[0]
    names = [name for name in (*folder.split("/"), stem(path)) if name]
    return ": ".join([*names[-2:], ""]) if names else "", False


def stem(path: str) -> str:
    """The name of a file without what stands after the first dot."""
    return os.path.basename(path).partition(".")[0]


@cache
def _habit(folder: str) -> str:
    """The template for a folder or a file: of two patterns that fit, the one that says more."""
    fits: list[tuple[int, str]] = []
    lines: list[dict[str, Any]] = table(_TABLE)["habit"]
    for line in lines:
        for pattern in line["folders"]:
            if pattern.count("/") == folder.count("/") and fnmatchcase(folder, pattern):
                fits.append((len(pattern.replace("*", "")), line["prefix"]))
    return max(fits, key=lambda fit: fit[0])[1] if fits else ""


def _filled(template: str, folder: str, path: str) -> str:
    """`{0}` is the folder of the line, `{}` what stands below it in the path."""
    here = re.sub(r"^(?:mach|plat)-", "", os.path.basename(folder))
    template = template.replace("{0}", here)
    if "{}" not in template:
        return template
    below = path[len(folder) + 1 :].partition("/")[0]
    said = template.partition("{}")[0].rstrip("/: ")
    name = below if below in path.split("/")[:-1] else _short(stem(below), said)
    if not name or _repeats(name, said):
        return f"{said or here}: "
    return template.replace("{}", name)


def _short(name: str, said: str) -> str:
    """The name of a driver in that of its file: rtc-ds1307.c after `rtc: `, irq-gic.c, timer-sun5i.c, wm8994-i2c.c."""
    words = re.findall(r"\w+", said.casefold())
    first = "|".join(["irq", "timer", *words])
    last = "|".join(["core", "drv", "i2c", "main", "pci", "spi", "usb", *words[-1:]])
    return re.sub(rf"^(?:{first})-(?=\w)|(?<=\w)[-_](?:{last})$", "", name)


def _repeats(name: str, said: str) -> bool:
    """Whether a file is named after what the prefix says before: scsi_lib.c in `scsi: {}: `."""
    words = re.findall(r"\w+", said.casefold())
    return bool(words) and re.split(r"[-_]", name.casefold())[0] in (words[-1], f"{words[-1]}s")
