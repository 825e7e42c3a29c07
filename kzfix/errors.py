"""One family of errors. Each carries what a user needs: a title, the place, the way out and an exit status."""

from __future__ import annotations


class KzfixError(Exception):
    """Something a user can act on. Printed as `kzfix: PLACE: TITLE`, then `hint: …`; never as a traceback."""

    exit_code = 2

    def __init__(self, title: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.place = place  # "path", "path:line" or "path:line:column", lines and columns 1-based
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.title, self.place, self.hint)

    def __str__(self) -> str:
        return f"{self.place}: {self.title}" if self.place else self.title


def _rebuild(kind: type[KzfixError], title: str, place: str, hint: str) -> KzfixError:
    return kind(title, place=place, hint=hint)


class RuleError(KzfixError):
    """A semantic patch that cannot be read, or asks for something unknown."""


class TableError(KzfixError):
    """An allocator table that cannot be read."""


class ConfigError(KzfixError):
    """kzfix.toml, or a flag, that makes no sense."""


class PathError(KzfixError):
    """A path that does not exist or cannot be read."""


class WriteError(KzfixError):
    """A file that could not be written; it is as it was."""


class JournalError(KzfixError):
    """A journal that is not there, is in use or is damaged. Nothing was restored from it."""


class GitError(KzfixError):
    """Git is not there, or does not answer."""


class VerifyError(KzfixError):
    """Evidence that cannot be had: no compiler, no configured kernel."""


class ClusterError(KzfixError):
    """A cluster that is not there, does not answer, or would not give the results that this machine gives."""


class Unfit(KzfixError):
    """A rule names a guard that asks for what its pattern does not have."""


class Unplaceable(KzfixError):
    """An edit that cannot be made without leaving the text ugly or wrong."""
