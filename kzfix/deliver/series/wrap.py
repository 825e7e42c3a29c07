"""Paragraphs that fit a commit message."""

from __future__ import annotations

import re
import textwrap

WIDTH = 75  # columns: Documentation/process/submitting-patches.rst
_TAG = re.compile(r"[A-Z][\w-]*: \S")


def wrap(text: str) -> str:
    """The paragraphs of a text, filled. Lines that are indented stand as they are, and so do tags; `- ` is an item."""
    out = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = [line.rstrip() for line in paragraph.split("\n")]
        out.append("\n".join(_filled(lines)))
    return "\n\n".join(part for part in out if part.strip())


def _filled(lines: list[str]) -> list[str]:
    """One paragraph, a run of lines at a time."""
    out: list[str] = []
    run: list[str] = []
    for line in lines:
        if line[:1].isspace() or _TAG.match(line):
            out += _fill(run)
            out.append(line)
            run = []
        elif line.startswith("- "):
            out += _fill(run)
            run = [line]
        else:
            run.append(line)
    return out + _fill(run)


def _fill(lines: list[str]) -> list[str]:
    text = " ".join(" ".join(lines).split())
    hang = "  " if text.startswith("- ") else ""
    return textwrap.wrap(text, WIDTH, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)


def listed(head: str, names: list[str]) -> str:
    """`head: one, two, …` as lines that are indented, at most WIDTH columns wide."""
    return textwrap.fill(
        f"{head}: {', '.join(names)}",
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
