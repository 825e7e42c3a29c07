"""Git, told to leave the user's repository alone."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kzfix.errors import GitError
from kzfix.tree.git import way_out

# Of git's variables these speak of the user or of git itself, not of a repository.
_KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_TEST_", "GIT_TRACE")
_PLAIN = {
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.fsmonitor": "false",
    "core.splitIndex": "false",
    "color.ui": "false",
    "commit.gpgSign": "false",
    "gc.auto": "0",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "user.useConfigOnly": "true",  # no name or address that git guesses
}
_OPTIONS = tuple(word for name, value in _PLAIN.items() for word in ("-c", f"{name}={value}"))


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder, with some variables in its environment."""

    folder: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command, whatever comes of it. Raises GitError when there is no git."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        environment = {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
        command = ["git", "-C", self.folder, *_OPTIONS, *words]
        try:
            return subprocess.run(command, input=data, capture_output=True, env={**environment, **self.variables})
        except FileNotFoundError:
            raise GitError("git is not installed", place=self.folder) from None
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}", place=self.folder) from error

    def out(self, *words: str, data: bytes = b"") -> bytes:
        """What a command prints. Raises GitError with git's own words when it fails."""
        done = self.run(*words, data=data)
        if done.returncode:
            raise GitError(f"git {_command(words)}: {said(done)}", place=self.folder, hint=way_out(done.stderr))
        return done.stdout

    def line(self, *words: str, data: bytes = b"") -> str:
        """The one line that a command prints."""
        return os.fsdecode(self.out(*words, data=data)).rstrip("\n")

    def maybe(self, *words: str) -> str:
        """The one line that a command prints; "" when it fails."""
        done = self.run(*words)
        return "" if done.returncode else os.fsdecode(done.stdout).rstrip("\n")

    def having(self, **variables: str) -> Git:
        """The same with more variables."""
        return Git(self.folder, {**self.variables, **variables})


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The line in which git says why it failed: the first that is an error, or the last of all."""
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}: {signal.strsignal(-done.returncode)}"
    lines = [line.strip() for line in os.fsdecode(done.stderr).splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    line = (marked or lines[-1:] or ["no reason given"])[0]
    return line.removeprefix("fatal: ").removeprefix("error: ")


def _command(words: Sequence[str]) -> str:
    """The command among the words: the first that is neither `-c` nor a setting."""
    return next(word for word, before in zip(words, ("", *words), strict=False) if "-c" not in (word, before))


def alternates(folders: Sequence[str]) -> str:
    """Folders of objects as GIT_ALTERNATE_OBJECT_DIRECTORIES wants them."""
    return os.pathsep.join(_quoted(folder) for folder in folders)


def _quoted(folder: str) -> str:
    if os.pathsep not in folder and not folder.startswith('"'):
        return folder
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
