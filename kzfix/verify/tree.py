"""Which kernel a file is compiled with, and from where.

There are three ways to build a file: in a source tree that was configured where it stands, in a build folder beside the
source (`O=`), and as a module outside the kernel (`M=`) with the kernel that stands in some folder.
"""

from __future__ import annotations

import enum
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from kzfix.errors import VerifyError

PREPARED = "include/generated/autoconf.h"  # the last thing that `make prepare` needs, see the kernel's own Makefile
HINT = "make olddefconfig prepare"
_SWITCH = re.compile(rb"^[ \t]*obj-\$[({](CONFIG_\w+)[)}]", re.MULTILINE)
_OBJECTS = re.compile(rb"^[ \t]*obj-(?:m|y|\$[({]).*=", re.MULTILINE)


class Outside(VerifyError):
    """A file that Kbuild has nothing to do with, whatever kernel there is."""


class Kind(enum.Enum):
    """How Kbuild is used."""

    IN_TREE = "in its source tree"
    BESIDE = "in a build folder"
    MODULE = "as a module"


@dataclass(frozen=True, slots=True)
class Tree:
    """A kernel, or a module, that files are built in. All paths are absolute, without symlinks."""

    kind: Kind
    source: str  # where the files stand: the kernel's source, or the folder of the module
    build: str  # where the kernel was configured


def find(path: str, kernel: str | None = None) -> Tree:
    """The tree that a file belongs to; `kernel` is the folder of a configured kernel, where the user named one.

    Without it: the source tree above the file, configured in its place or in KBUILD_OUTPUT; for a file in no kernel
    tree, what the running kernel was built with. Raises VerifyError, with the way out, when there is no such kernel,
    and Outside for a file that belongs to no kernel and no module.
    """
    where = os.path.join(os.path.realpath(os.path.dirname(path) or os.curdir), os.path.basename(path))
    if kernel is not None:
        return _placed(where, _configured(os.path.realpath(kernel), kernel))
    source = _above(where)
    if source is None:
        _module(where)
        return _placed(where, _running())
    output = os.environ.get("KBUILD_OUTPUT")
    if is_prepared(source) or not output:
        return _placed(where, _configured(source, source))
    return _placed(where, _configured(os.path.realpath(os.path.join(source, output)), output))


def is_prepared(folder: str) -> bool:
    """Whether a kernel was configured, and prepared, in a folder."""
    return os.path.exists(os.path.join(folder, PREPARED))


def source_of(build: str) -> str:
    """The source of a kernel that was configured in `build`: that folder, or the one that its Makefile includes."""
    text = _text(Path(build, "Makefile"))
    if re.search(rb"^VERSION = \d", text, re.MULTILINE):
        return build
    if include := re.search(rb"^include (.+)/Makefile[ \t]*$", text, re.MULTILINE):
        return os.path.realpath(os.path.join(build, os.fsdecode(include[1])))
    raise VerifyError("no kernel was built in this folder", place=build, hint="name one with --kernel DIR")


def switch(tree: Tree) -> str:
    """The option that a module's Makefile wants to be switched on, as those in the kernel's own tree do; or nothing.

    Vendors set it where their Makefile calls the kernel's, which is not what Kbuild reads.
    """
    if tree.kind is not Kind.MODULE:
        return ""
    named = (_SWITCH.search(_text(Path(tree.source, name))) for name in ("Kbuild", "Makefile"))
    return next((os.fsdecode(found[1]) for found in named if found), "")


def _configured(build: str, shown: str) -> str:
    """The folder of a kernel that is ready for Kbuild, or why it is not."""
    if not os.path.isdir(build):
        raise VerifyError("no such folder", place=shown)
    if is_prepared(build):
        return build
    hint = f"{HINT} there, or --kernel DIR for the folder that it was built in (make O=DIR)"
    if os.path.exists(os.path.join(build, ".config")):
        raise VerifyError("this kernel is configured, but not prepared", place=shown, hint=f"make -C {shown} prepare")
    if _is_source(build):
        raise VerifyError("this kernel is not configured", place=shown, hint=hint)
    raise VerifyError("no kernel was built in this folder", place=shown, hint=hint)


def _running() -> str:
    """The folder that modules for the running kernel are built with."""
    release = platform.release()
    build = f"/lib/modules/{release}/build"
    if is_prepared(build):
        return os.path.realpath(build)
    installed = sorted(str(each) for each in Path("/lib/modules").glob("*/build") if is_prepared(str(each)))
    way = f"--kernel {installed[-1]}" if installed else "install the headers of a kernel, or name one with --kernel DIR"
    raise VerifyError(f"the headers of the running kernel, {release}, are not installed", hint=way)


def _placed(path: str, build: str) -> Tree:
    """A file and a kernel: one of the kernel's own files, or one of a module."""
    source = source_of(build)
    if _below(path, source):
        return Tree(Kind.IN_TREE if source == build else Kind.BESIDE, source, build)
    if foreign := _above(path):
        raise Outside(f"belongs to the kernel in {foreign}, not to the one in {build}", place=path)
    return Tree(Kind.MODULE, _module(path), build)


def _module(path: str) -> str:
    """The folder of the module: the highest one whose Makefile names objects, for it may hand flags down."""
    best = None
    for folder in Path(path).parents:
        if any(_OBJECTS.search(_text(folder / name)) for name in ("Kbuild", "Makefile")):
            best = str(folder)
        if (folder / ".git").exists():
            break
    if best is None:
        raise Outside("neither in a kernel tree nor below a Makefile that names objects (obj-m)", place=path)
    return best


def _text(path: Path) -> bytes:
    """What a file holds; nothing when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_source(folder: str) -> bool:
    return all(os.path.exists(os.path.join(folder, name)) for name in ("Kconfig", "Kbuild", "scripts/Makefile.build"))


def _above(path: str) -> str | None:
    """The kernel source that a file stands in."""
    return next((str(folder) for folder in Path(path).parents if _is_source(str(folder))), None)


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
