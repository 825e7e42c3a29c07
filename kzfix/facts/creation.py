"""One call that creates a slab cache or a DMA pool, and the places of one text where a name gets such a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kzfix.facts.text import Text, code
from kzfix.source.tree import parse

FLAGS = re.compile(r"(?:0|SLAB_\w+)?(?:\s*\|\s*(?:0|SLAB_\w+))*")
POOLS = {"dma_pool_create": 2, "dmam_pool_create": 2, "pci_pool_create": 2}


@dataclass(frozen=True, slots=True)
class Creation:
    """One call that creates a cache or pool. `size` is C; `constructor` and `flags` are "" where there are none."""

    size: str
    constructor: str
    flags: str
    where: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One place where a name gets a value: its own offset and end, and the creation; None for any other value."""

    start: int
    end: int
    made: Creation | None


def given(name: str, text: Text, path: str) -> Iterator[Given]:
    """Every value that a name gets in a text, but for NULL."""
    data = text.data
    word = rb"(?<![\w])(" + name.encode("latin-1")
    value = re.compile(word + rb"(?:\s*\[[^\]\n]*\])?)\s*\)?\s*=(?!=)\s*(?:\([^()]*\)\s*)?(\w*)\s*(\(?)")
    for match in value.finditer(code(text)):
        call = match.group(2).decode("latin-1")
        if call in ("NULL", "0") and not match.group(3):
            continue
        args = _arguments(data, match.end() - 1) if match.group(3) else None
        line = data.count(b"\n", 0, match.start()) + 1
        made = _creation(call, args, f"{path}:{line}") if args is not None else None
        yield Given(match.start(1), match.end(1), made)


def handed_out(name: str, text: Text) -> bool:
    """Whether something else gets the address of what a name stands for, and may give it a value."""
    word = rb"&\s*\(?\s*(?:[\w.>-]*(?:->|\.))?" + name.encode("latin-1") + rb"\s*[,);]"
    return re.search(word, code(text)) is not None


def is_static(name: str, text: Text) -> bool:
    """Whether a text declares a static variable of that name: no other text means the same one."""
    word = rb"^[ \t]*static\b[^;(){}]*(?<!struct[ \t])(?<!union[ \t])\b" + name.encode("latin-1") + rb"\b"
    return re.search(word, code(text), re.M) is not None


def _creation(call: str, args: list[str], where: str) -> Creation | None:
    made = _call(call, args, where)
    made = replace(made, call=call) if made is not None else None
    return made if made is not None and FLAGS.fullmatch(made.flags) else None


def _call(call: str, args: list[str], where: str) -> Creation | None:
    if call in POOLS and len(args) > POOLS[call]:
        return Creation(args[POOLS[call]], "", "", where)
    if call.startswith("KMEM_CACHE") and len(args) >= 2:
        return Creation(f"sizeof(struct {args[0]})", "", args[1].strip("()"), where)
    if call.startswith("kmem_cache_create") and len(args) >= 5:
        constructor = args[-1] if call.endswith("usercopy") else args[4]
        return Creation(args[1], "" if constructor in ("NULL", "0") else constructor, args[3].strip("()"), where)
    return None


def _arguments(text: bytes, opened: int) -> list[str] | None:
    depth = 0
    for match in re.compile(rb"[()]").finditer(text, opened):
        depth += 1 if match.group() == b"(" else -1
        if depth == 0:
            root, error = parse(b"void f(void) { x" + text[opened : match.end()] + b"; }")
            if error is not None:
                return None
            body = b"void f(void) { x" + text[opened : match.end()] + b"; }"
            call = next((node for node in root.walk() if node.kind == "argument_list"), None)
            if call is None:
                return None
            return [body[part.start : part.end].decode("latin-1") for part in call.parts()]
    return None
