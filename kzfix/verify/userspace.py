"""The kernel's own compiler command, made fit for a program: the same headers, macros and dialect, other code."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kzfix.verify.kernel import Kernel

# What a program has no use for: tracing, hardening and checks that call into the kernel, its stack,
# warnings as errors, dependency files. Each is a word of its own.
_NOT = re.compile(
    r"-(?:Wp,-M.*|pg|mfentry|mrecord-mcount|mnop-mcount|fsanitize.*|fplugin.*|mindirect-branch.*|mfunction-return.*"
    r"|f(?:no-)?stack-protector.*|mstack-protector.*|fcf-protection.*|Werror.*|g|g[d0-9].*|fpatchable.*|mharden-sls.*"
    r"|fzero-call.*|mpreferred-stack-boundary.*|fconserve-stack|fprofile.*|ftest-coverage|flto.*|c)"
)


@dataclass(frozen=True, slots=True)
class UserSpace:
    """A kernel's compiler, for functions that are to be run (`verify.program.Compiler`)."""

    kernel: Kernel

    def command(self, path: str) -> tuple[Sequence[str], str]:
        """As `Compiler` has it, for a file that Kbuild has compiled. Raises VerifyError for any other."""
        command = self.kernel.command(path)
        words = list(command.argv[:-1])  # the last one names the source
        at = len(words) - 1 - words[::-1].index("-o")
        del words[at : at + 2]
        folder = os.path.dirname(self.kernel.place(path))
        return [*(word for word in words if not _NOT.fullmatch(word)), f"-iquote{folder}"], command.folder

    def object(self, path: str) -> Path | None:
        """What Kbuild made of the file."""
        made = Path(self.kernel.place(path)).with_suffix(".o")
        return made if made.exists() else None
