"""What stands at the end of a message: what was verified, and the tags."""

from __future__ import annotations

import re

_BY = re.compile(r"[A-Z][\w-]*: \S")
_TAG = re.compile(rf"{_BY.pattern}|\[\S.*\]$|\s")  # "Link: …", "[me: fix a typo]", what continues a line


def signed(words: str, who: str) -> str:
    """A message without its subject, with a Signed-off-by at its end, unless it has it."""
    text, tags = _tagged(words)
    line = f"Signed-off-by: {who}\n"
    return words if line in tags.splitlines(keepends=True) else "\n\n".join(filter(None, (text, tags + line)))


def unsigned(words: str, who: str) -> str:
    """A message without the user's Signed-off-by."""
    return words.replace(f"Signed-off-by: {who}\n", "").strip()


def claiming(words: str, before: str, now: str) -> str:
    """A text of the user's with what this run has verified in the place of what an earlier one had."""
    if before:
        return words.replace(before, now) if now else words.replace(f"\n{before}\n", "", 1)
    text, tags = _tagged(words)
    return "\n\n".join(filter(None, (text, now + "\n" * (not tags), tags))) if now else words


def _tagged(words: str) -> tuple[str, str]:
    """A message without the paragraph of tags at its end, and these; "" when there are none."""
    text = words.strip("\n")
    head, _, last = f"\n\n{text}".rpartition("\n\n")
    lines = last.split("\n")
    if all(_TAG.match(line) for line in lines) and _BY.match(lines[0]):
        return head.strip("\n"), last + "\n"
    return text, ""
