"""From a lifted unit to two programs, one with the old text and one with the new: compile, link, run."""

from __future__ import annotations

import functools
import os
import platform
import re
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kzfix.errors import VerifyError
from kzfix.verify.absent import REAL, called, stubs
from kzfix.verify.lift import RUNTIME, Lifted, Target, entries
from kzfix.verify.prototypes import Prototype, prototypes

COMPILING, RUNNING = 120, 60  # seconds, for one text and for one batch of runs
OWN = (
    "-w", "-fno-pic", "-fno-pie", "-fno-lto", "-fno-stack-protector", "-fcf-protection=none", "-fno-strict-aliasing",
    "-fno-toplevel-reorder", "-ftrivial-auto-var-init=zero", "-fno-asynchronous-unwind-tables",
    "-D__builtin_return_address(level)=((void *)0)",
)  # fmt: skip # neither a local that nobody wrote nor where code lies (kmalloc() hashes it) may be a difference
LEFT_OUT = "the configuration leaves it out"
VARIABLES = 0x60000000  # absent variables stand from here on, each in a room of its own (see runtime/state.h)
ROOM = 0x10000
LINKER = frozenset(("__data_start", "_edata", "__bss_start", "_end"))  # it says where sections lie
IMAGE = 0x15370000  # the program itself: few numbers look like an address there
MOST_VARIABLES = 2000
MOST_WORDS = 500
_RECORD = struct.Struct("<IIIIIIQQ")


class Compiler(Protocol):
    """Whatever compiles a unit as its project does."""

    def command(self, path: str) -> tuple[Sequence[str], str]:
        """The command without `-c`, output and source, and the folder to run it in. Raises VerifyError."""
        ...

    def object(self, path: str) -> Path | None:
        """What the project itself makes of the file, if it was compiled: it shows what the headers need."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """The system's compiler, for a file that includes nothing of a kernel: the shim header stands in for that."""

    cc: str = "cc"
    flags: tuple[str, ...] = ()

    def command(self, path: str) -> tuple[Sequence[str], str]:
        """As `Compiler` has it."""
        more = ("-std=gnu11", "-O1", f"-I{Path(path).resolve().parent}", "-include", str(RUNTIME / "shim.h"))
        return (self.cc, *more, *self.flags), "."

    def object(self, path: str) -> Path | None:
        """None: the shim header needs nothing."""
        return None


class NotLifted(Exception):
    """A unit that cannot be made a program; the text says why."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of one side showed."""

    seed: int
    fill: int
    ending: int
    made: int  # allocations that succeeded
    crowded: bool  # objects of the world may have lain over each other
    marks: int  # bit set of the places that it passed
    log: bytes


@dataclass(frozen=True, slots=True)
class Programs:
    """Both sides, linked, and the functions in them by number."""

    before: Path
    after: Path
    targets: tuple[Target, ...]  # in the order of the entries
    missing: tuple[tuple[Target, str], ...]

    def run(self, entry: int, first: int, last: int, words: Sequence[str] = ()) -> tuple[list[Run], list[Run]]:
        """Both sides of one function, with the same seeds. Raises NotLifted when a program dies of it."""
        both = [_start(program, entry, first, last, words) for program in (self.before, self.after)]
        return list(_runs(both[0])), list(_runs(both[1]))


def build(lifted: Lifted, path: str, compiler: Compiler, folder: Path) -> Programs:
    """Compile and link both sides in a folder. Raises NotLifted, and VerifyError where there is no compiler."""
    workshop = _Workshop(compiler.command(path), folder, Path(path).suffix or ".c")
    known = workshop.survey(lifted.before)
    made = compiler.object(path)
    needed = called(lifted.before) | called(lifted.after) | frozenset(_undefined(made) if made else ())
    pairs = [(target, known.get(target.function)) for target in lifted.targets]
    ready = [(target, one) for target, one in pairs if one is not None and one.defined and one.line in target.lines]
    missing = [(target, LEFT_OUT) for target, one in pairs if (target, one) not in ready]
    if not ready:
        return Programs(folder, folder, (), tuple(missing))
    tail = [*stubs(_stubbed(known, needed), lifted.before), *entries(ready)]
    objects = [
        workshop.compile(name, text, tail) for name, text in (("before", lifted.before), ("after", lifted.after))
    ]
    absent = {name for one in objects for name in _undefined(one)} - set(known) - LINKER
    before, after = (workshop.link(one, sorted(absent)) for one in objects)
    return Programs(before, after, tuple(target for target, _ in ready), tuple(missing))


def _stubbed(known: Mapping[str, Prototype], needed: Iterable[str]) -> Iterator[Prototype]:
    """The functions that the unit may call and that neither it nor the runtime or the C library holds."""
    for name in sorted(needed):
        if name in known and not known[name].defined and name not in REAL and not name.startswith("kz_"):
            yield known[name]


class _Workshop:
    """One unit's compiler, and the folder that its objects go to."""

    def __init__(self, command: tuple[Sequence[str], str], folder: Path, suffix: str) -> None:
        self.argv, self.where = command
        self.folder = folder
        self.suffix = suffix

    def survey(self, text: bytes) -> Mapping[str, Prototype]:
        """What the unit declares and defines."""
        aux = self.folder / "aux"
        self.compile("survey", text, [], ["-fsyntax-only", "-aux-info", str(aux)])
        return prototypes(aux.read_text(errors="replace"))

    def link(self, made: Path, variables: Sequence[str]) -> Path:
        """One side as a program. `variables` are absent; they lie at the same addresses on both sides."""
        out = made.with_suffix("")
        if len(variables) > MOST_VARIABLES:
            raise NotLifted(f"needs {len(variables)} variables from elsewhere")
        rooms = [f"-Wl,--defsym={one}={VARIABLES + number * ROOM:#x}" for number, one in enumerate(variables)]
        where = [f"-Wl,-rpath,{runtime().parent}", "-Wl,-z,now,-z,relro,-z,noexecstack"]
        where += [f"-Wl,-Ttext-segment={IMAGE:#x}"]
        link = ["cc", "-no-pie", "-w", "-o", str(out), str(made), str(runtime()), *where, *rooms]
        _tool([*link, "-Wl,--unresolved-symbols=ignore-all", "-Wl,--no-warnings"], ".", "does not link")
        return out

    def compile(self, name: str, text: bytes, tail: Sequence[str], more: Sequence[str] = ()) -> Path:
        """One side as an object; the tail goes behind the text."""
        source = self.folder / f"{name}{self.suffix}"
        source.write_bytes(text + "".join(f"{line}\n" for line in tail).encode())
        out = self.folder / f"{name}.o"
        _tool([*self.argv, *OWN, *more, "-c", "-o", str(out), str(source)], self.where, "does not compile")
        return out


def _tool(argv: Sequence[str], folder: str, title: str) -> None:
    try:
        done = subprocess.run(argv, cwd=folder, capture_output=True, timeout=COMPILING, env=_environment())
    except subprocess.TimeoutExpired as error:
        raise NotLifted(f"{title} within {COMPILING} seconds") from error
    except OSError as error:
        raise VerifyError(f"cannot run {argv[0]}: {error.strerror}", hint="apt-get install gcc") from error
    if done.returncode:
        raise NotLifted(f"{title}: {_complaint(done.stderr.decode(errors='replace'))}")


def _environment() -> dict[str, str]:
    """Messages in English, whatever the user speaks: the first error is looked for in them."""
    return {**os.environ, "LC_ALL": "C"}


def _complaint(text: str) -> str:
    lines = [line for line in text.splitlines() if re.search(r"error:|undefined|cannot|multiple definition", line)]
    return lines[0].strip() if lines else (text.strip().splitlines() or ["for no reason given"])[-1]


def words(program: Path) -> list[str]:
    """Numbers that the code of a program compares with: to reach what only they lead to."""
    shown = subprocess.run(["objdump", "-d", "--no-show-raw-insn", f"{program}.o"], capture_output=True, text=True)
    found = re.findall(r"\s(?:cmp|sub|test|and)[bwlq]?\s+\$0x([0-9a-f]+)", shown.stdout)
    return [str(number) for number in sorted({int(word, 16) for word in found})][:MOST_WORDS]


def _undefined(made: Path) -> Iterator[str]:
    shown = subprocess.run(["nm", "-u", str(made)], capture_output=True, text=True, check=True).stdout
    for line in shown.splitlines():
        yield line.split()[-1]


@functools.cache
def runtime() -> Path:
    """The runtime as a shared object, compiled once for this process. Raises VerifyError."""
    if platform.machine() not in ("x86_64", "AMD64") or platform.system() != "Linux":
        raise VerifyError("functions are run on x86-64 Linux alone", hint="`kzfix verify --build` works elsewhere too")
    out = Path(_folder().name) / "libkz.so"
    sources = [str(path) for path in sorted(RUNTIME.glob("*.c"))]
    try:
        shared = ["cc", "-shared", "-fPIC", "-O2", "-mstackrealign", "-o", str(out)]
        _tool([*shared, *sources], ".", "the runtime does not compile")
    except NotLifted as error:
        raise VerifyError(str(error)) from error
    return out


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="kzfix-")


def _start(program: Path, entry: int, first: int, last: int, words: Sequence[str]) -> bytes:
    argv = [str(program), str(entry), str(first), str(last), *words]
    try:
        done = subprocess.run(argv, capture_output=True, timeout=RUNNING)
    except subprocess.TimeoutExpired as error:
        raise NotLifted(f"not done after {RUNNING} seconds") from error
    if done.returncode:
        raise NotLifted(f"the program died of it (status {done.returncode})")
    return done.stdout


def _runs(data: bytes) -> Iterator[Run]:
    at = 0
    while at < len(data):
        seed, fill, ending, made, crowded, _, marks, length = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        yield Run(seed, fill, ending, made, bool(crowded), marks, data[at : at + length])
        at += length
