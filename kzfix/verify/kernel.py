"""A kernel, ready to compile files of the user's as Kbuild does: in a mirror, never in the user's folders."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType

from kzfix.errors import VerifyError
from kzfix.verify import mirror
from kzfix.verify.diagnostics import ERROR, Diagnostic, read
from kzfix.verify.mirror import Mirror
from kzfix.verify.process import running
from kzfix.verify.tree import Kind, Tree

_MARK = re.compile(r"\s*KZFIX (listed|alone) (\S+\.o)$")
# Kbuild prints this when it compiles an object. Objects that no obj- list holds are compiled too when they are asked
# for, with whatever flags there are: that says nothing of the kernel as it is configured.
_QUIET = "KZFIX $(if $(filter $@,$(real-obj-y) $(real-obj-m) $(lib-y) $(extra-y) $(always-y)),listed,alone) $@"
# What a make around this one, or the user for another build, would tell Kbuild.
_OWN = re.compile(r"M(?:AKE)?FLAGS|MAKE(?:LEVEL|OVERRIDES)|KBUILD_(?:OUTPUT|EXTMOD|VERBOSE)|[OVM]")
_SAVED = re.compile(r"^(?:saved)?cmd_\S+ := (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Command:
    """How Kbuild compiles one file: the words of the compiler's command, and the folder to run it in.

    The last `-o` names the object, the last word the source; both, and all that is written, lie in the mirror.
    """

    argv: tuple[str, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of one file."""

    done: bool  # there is an object
    listed: bool  # the configuration reaches the file
    said: tuple[Diagnostic, ...]  # with an error at least, when there is no object


class Kernel:
    """A configured kernel (or a module with its kernel) in a mirror; a context manager, since the mirror goes away.

    `paths` are the files to look at, as the user names them, all of one `tree`. Inside of the context:

        with Kernel(find(path), [path]) as kernel:
            kernel.put(path, text)             # the text that is compiled from now on
            compiled = kernel.compile([path])  # through make; by path: Compiled
            command = kernel.command(path)     # of a file that compiled: the compiler's own command
            kernel.place(path)                 # where the mirror holds the file
    """

    def __init__(
        self,
        tree: Tree,
        paths: Iterable[str],
        *,
        jobs: int = 1,
        arguments: Sequence[str] = (),
        advance: Callable[[int], None] = lambda files: None,
    ) -> None:
        self.tree = tree
        self._inside = {path: self._from_root(path) for path in paths}
        self._jobs = max(jobs, 1)
        self._arguments = tuple(arguments)  # NAME=VALUE, for make
        self._advance = advance  # called as files are compiled
        self._folder = ""
        self._mirror: Mirror | None = None

    def __enter__(self) -> Kernel:
        """Make the mirror. Raises VerifyError when that cannot be."""
        if shutil.which("make") is None:
            raise VerifyError("make is not installed", hint="Kbuild needs make and a compiler")
        try:
            self._folder = os.path.realpath(tempfile.mkdtemp(prefix="kzfix-"))
            with _trouble(self._folder):
                for name in ("tmp", "tree"):
                    os.mkdir(os.path.join(self._folder, name))
                self._mirror = mirror.make(self.tree, os.path.join(self._folder, "tree"), self._inside.values())
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def place(self, path: str) -> str:
        """Where the mirror holds a file; it is there once something was put."""
        return self._standing.place(self._inside[path])

    def put(self, path: str, text: bytes) -> None:
        """Let a file hold `text` from now on, in the mirror alone. Raises VerifyError."""
        with _trouble(self._folder):
            self._standing.put(self._inside[path], text)
            with suppress(FileNotFoundError):
                os.unlink(self._object(path))  # or a text put within one tick of the clock would pass for built

    def compile(self, paths: Iterable[str]) -> dict[str, Compiled]:
        """Compile files through Kbuild, all in one run of make. Raises VerifyError when make itself cannot work."""
        objects = {os.path.normpath(self._object(path)): path for path in paths}
        names = [os.path.relpath(made, self._standing.folder) for made in objects]
        compiled = {path: Compiled(False, False, ()) for path in objects.values()}
        with running(self._argv(names), self._environment()) as output:
            head, parts = self._parted(output)
        for made, listed, lines in parts:
            path = objects.get(os.path.normpath(os.path.join(self._standing.folder, made)))
            if path is not None:
                compiled[path] = self._compiled(path, listed, lines)
        if not parts and not any("No rule to make target" in line for line in head):
            raise self._broken(head)
        return compiled

    def command(self, path: str) -> Command:
        """The compiler's command for a file that `compile` found done. Raises VerifyError for any other."""
        folder, name = os.path.split(self._object(path))
        try:
            with open(os.path.join(folder, f".{name}.cmd"), encoding="utf-8", errors="surrogateescape") as file:
                saved = _SAVED.search(file.read())
        except OSError:
            saved = None
        if saved is None:
            raise VerifyError("Kbuild has not compiled it", place=path)
        words = shlex.split(saved[1].replace("$$", "$").replace("$(pound)", "#"), posix=True)
        if ";" in words:
            words = words[: words.index(";")]  # objtool, and what else is run on the object
        return Command(tuple(words), self._working)

    # Inside

    @property
    def _standing(self) -> Mirror:
        if self._mirror is None:
            raise ValueError("a Kernel is used inside of its context")
        return self._mirror

    @property
    def _working(self) -> str:
        """Where Kbuild runs the compiler."""
        return self.tree.build if self.tree.kind is Kind.MODULE else self._standing.folder

    def _from_root(self, path: str) -> str:
        where = os.path.join(os.path.realpath(os.path.dirname(path) or os.curdir), os.path.basename(path))
        inside = os.path.relpath(where, self.tree.source)
        if inside.startswith(".."):
            raise VerifyError(f"not in {self.tree.source}", place=path)
        return inside

    def _object(self, path: str) -> str:
        return os.path.splitext(self.place(path))[0] + ".o"

    def _parted(self, output: Iterable[str]) -> tuple[list[str], list[tuple[str, bool, list[str]]]]:
        """What make said first, and then for each object: its name, whether it is listed, what was said of it."""
        head: list[str] = []
        lines = head
        parts: list[tuple[str, bool, list[str]]] = []
        for line in output:
            if "No space left on device" in line:
                raise _full(self._folder)
            if mark := _MARK.match(line):
                lines = []
                parts.append((mark[2], mark[1] == "listed", lines))
                self._advance(1)
            else:
                lines.append(line)
        return head, parts

    def _compiled(self, path: str, listed: bool, lines: Sequence[str]) -> Compiled:
        said = tuple(self._named(each) for each in read(lines, self._working))
        done = os.path.exists(self._object(path))
        if not done and not any(each.kind == ERROR for each in said):
            first = next((line.strip() for line in lines if line.strip()), "the compiler made no object")
            said = (*said, Diagnostic(path, 0, ERROR, first))
        return Compiled(done, listed, said)

    def _named(self, diagnostic: Diagnostic) -> Diagnostic:
        """A diagnostic with the user's name for the file, in the place of the mirror's."""
        where = diagnostic.path
        for root in (self._standing.folder, self.tree.source):
            if where.startswith(root + "/"):
                inside = os.path.relpath(where, root)
                given = (path for path, each in self._inside.items() if each == inside)
                return replace(diagnostic, path=next(given, inside))
        return diagnostic

    def _argv(self, objects: Sequence[str]) -> list[str]:
        """The command of make. One file that fails does not keep back the others."""
        argv = ["make", "-k", f"-j{self._jobs}", "--output-sync=target", "--no-print-directory", "-C", self._working]
        argv += ["V=0", f"quiet_cmd_cc_o_c={_QUIET}"]
        if self.tree.kind is Kind.MODULE:
            argv.append(f"M={self._standing.folder}")
        return [*argv, *self._arguments, *objects]

    def _environment(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not _OWN.fullmatch(name)}
        plain = dict.fromkeys(("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG"), "C")  # Kbuild takes LC_ALL away
        return environment | plain | {"TMPDIR": os.path.join(self._folder, "tmp")}

    def _broken(self, lines: Sequence[str]) -> VerifyError:
        """Why make did not come to the first file."""
        telling = [line.strip() for line in lines if re.search(r"\*\*\*|\berror\b|not found", line, re.IGNORECASE)]
        title = f"make failed before it came to the first file: {telling[0] if telling else 'no reason given'}"
        return VerifyError(title, place=self.tree.build, hint=f"make -C {self.tree.build} prepare must work")

    def _remove(self) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder, self._mirror = "", None


@contextmanager
def _trouble(folder: str) -> Iterator[None]:
    """Make a VerifyError of what the system refuses."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(folder) from error
        raise VerifyError(f"no mirror can be made: {error.strerror}", place=str(error.filename or folder)) from error


def _full(folder: str) -> VerifyError:
    return VerifyError("the disk is full", place=os.path.dirname(folder), hint="set TMPDIR to a folder with more space")
