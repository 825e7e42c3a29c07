"""Whether a write can change what another expression reads, judged from the two texts and the declarations.

Follows C's object model with one liberty that the kernel's own rules take too: members of different names are
different memory, whatever the types. What an expression reads is given as keys (`kzfix.source.keys`); `@p` stands for
"the whole of what p points to", which only a write to `*p` changes.
"""

from __future__ import annotations

import enum
import functools
import re

from kzfix.facts.scope import Scope

ANY = "*"  # what a macro or function that is not known may read: any memory
WHOLE = "@"
IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")
ROOT = re.compile(r"[A-Za-z_]\w*")
MEMBER = re.compile(r"(?:->|\.)([A-Za-z_]\w*)\Z")
DEREFERENCE = re.compile(r"\*|->|\[")


class Clash(enum.Enum):
    """What a write means for a watched expression."""

    NO = 0
    MAY = 1
    MUST = 2


def clash(written: str, watched: frozenset[str], scope: Scope) -> Clash:
    """Judge a write to the lvalue `written` against every lvalue that an expression depends on."""
    if written in watched or (written[:1] == "*" and WHOLE + written[1:] in watched):
        return Clash.MUST
    if IDENTIFIER.match(written) and any(key.startswith(written + ".") for key in watched):
        return Clash.MUST  # a whole structure held in a variable: its members are gone too
    local = _in_variable(written, scope)
    if ANY in watched and not local and not scope.is_private(written):
        return Clash.MAY
    return Clash.MAY if any(_may(written, key, scope, local) for key in watched) else Clash.NO


def _in_variable(written: str, scope: Scope) -> bool:
    """An element or member of an array or structure that is a local variable itself, not reached by a pointer."""
    root = ROOT.match(written)
    if root is None or "->" in written or IDENTIFIER.match(written):
        return False
    declared = scope.type_of(root.group())
    return declared is not None and scope.is_local(root.group()) and not declared.is_pointer


def _may(written: str, key: str, scope: Scope, local: bool) -> bool:
    if key[:1] == WHOLE or key == ANY:
        return False
    if local:
        return _same_variable(written, key, scope)
    if IDENTIFIER.match(key):  # a name in capitals is a macro or an enumerator by every convention
        return bool(DEREFERENCE.search(written)) and not scope.is_private(key) and not key.isupper()
    if IDENTIFIER.match(written):
        return not scope.is_private(written) and (key[:1] == "*" or key.endswith("]"))
    if _in_variable(key, scope):
        root = ROOT.match(key)
        return root is not None and root.group() in scope.address_taken
    return _memory(written, key)


def _same_variable(written: str, key: str, scope: Scope) -> bool:
    """Two parts of one local variable: other members are apart, but for a union's; other elements only by number."""
    mine, other = ROOT.match(written), ROOT.match(key)
    if mine is None or other is None or mine.group() != other.group():
        return False
    declared = scope.type_of(mine.group())
    if declared is not None and declared.base.startswith("union "):
        return True
    return not _apart(written, key)


def _memory(written: str, key: str) -> bool:
    last, other = MEMBER.search(written), MEMBER.search(key)
    if last and other:
        return last.group(1) == other.group(1)
    if written[:1] == "*" or key[:1] == "*":
        return True
    if written.endswith("]"):
        return (key.endswith("]") or key[:1] == "*") and not _apart(written, key)
    return False


def _apart(written: str, key: str) -> bool:
    """`a[1]` and `a[2]` are different, `a[i]` and `a[j]` may be the same; `a.x` and `a.y` are different."""
    last, other = MEMBER.search(written), MEMBER.search(key)
    if last and other:
        return last.group(1) != other.group(1)
    if written.endswith("]") and key.endswith("]"):
        base, index = written[:-1].rsplit("[", 1)
        same, at = key[:-1].rsplit("[", 1)
        return base == same and index.isdigit() and at.isdigit() and index != at
    return False


@functools.lru_cache(maxsize=1024)
def parts(name: str) -> frozenset[str]:
    """The lvalues that a plain member chain depends on: `a->b.c` on a, a->b and a->b.c."""
    ends = [match.start() for match in re.finditer(r"->|\.", name)]
    return frozenset([name, *(name[:end] for end in ends), *(WHOLE + name[:end] for end in ends if name[end] == "-")])


def through(pointer: str, watched: frozenset[str]) -> frozenset[str]:
    """The watched lvalues that a pointer has a part in, but for itself."""
    word = re.compile(rf"(?<![\w>.]){re.escape(pointer)}(?!\w)")
    return frozenset(key for key in watched if key != pointer and word.search(key))


def exposed(watched: frozenset[str], scope: Scope) -> str | None:
    """The first watched lvalue that any function may write. A name in capitals is a macro or an enumerator by
    convention; no size reads the whole of a structure."""
    shared = (key for key in sorted(watched) if not scope.is_private(key))
    return next((key for key in shared if not key.isupper() and key[:1] != WHOLE), None)
