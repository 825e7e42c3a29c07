"""One line that says what a run saw and found."""

from __future__ import annotations

from kzfix.model import Run


def line(run: Run) -> str:
    """`412 files, 2 skipped, 3 functions not parsed; 41 proved, 5 to review, 12 refused; 38 files changed`."""
    seen = [_count(run.files, "file"), f"{run.skipped} skipped"]
    if run.failed:
        seen.append(f"{run.failed} failed")
    seen.append(f"{_count(run.unparsed, 'function')} not parsed")
    judged = [f"{run.proved} proved", f"{run.review} to review", f"{run.refused} refused"]
    return f"{', '.join(seen)}; {', '.join(judged)}; {_count(run.changed, 'file')} changed"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
