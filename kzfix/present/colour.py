"""Colour on a terminal, as git has it."""

from __future__ import annotations

BOLD = "\x1b[1m"
RED = "\x1b[31m"
GREEN = "\x1b[32m"
YELLOW = "\x1b[33m"
CYAN = "\x1b[36m"
RESET = "\x1b[m"

_HEADERS = (b"diff --git ", b"--- ", b"+++ ")


def paint(text: str, colour: str, on: bool = True) -> str:
    """`text` in a colour, or plain when colour is off."""
    return f"{colour}{text}{RESET}" if on and text else text


def patch(text: bytes) -> bytes:
    """A patch in colour: headers bold, hunk headers cyan, removed lines red, added lines green."""
    lines = text.split(b"\n")
    inside = False
    painted: list[bytes] = []
    for line in lines:
        inside = line.startswith(b"@@ ") or (inside and not line.startswith(b"diff --git "))
        painted.append(_line(line, inside))
    return b"\n".join(painted)


def _line(line: bytes, inside: bool) -> bytes:
    if not inside:
        return _in(BOLD, line) if line.startswith(_HEADERS) else line
    match line[:1]:
        case b"@":
            marks, end, function = line[2:].partition(b"@@")
            return _in(CYAN, b"@@" + marks + end) + function
        case b"-":
            return _in(RED, line)
        case b"+":
            return _in(GREEN, line)
    return line


def _in(colour: str, line: bytes) -> bytes:
    """A carriage return stays outside of the colour, or terminals would lose the end of the line."""
    end = b"\r" if line.endswith(b"\r") else b""
    return colour.encode() + line[: len(line) - len(end)] + RESET.encode() + end
