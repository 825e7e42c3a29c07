"""What the templates of a series may speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kzfix.deliver.series.model import Patch, Place, Step
from kzfix.deliver.series.wrap import listed

MANY_FILES = 12  # a list of functions is not longer
_PLAIN_SIZE = re.compile(r"sizeof\s*(?:\([^()]*\)|\*?\w+)")
_WORDS = frozenset(("a", "an", "as", "at", "by", "in", "is", "it", "of", "on", "or", "to"))  # no names in a sentence
_WRITTEN = re.compile(r"before line (\d+) writes all of it")  # what the guard `unread` says
_CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\(")


def told(patch: Patch) -> dict[str, object]:
    """The variables of a patch's templates, by name; `subject.j2` and `body.j2` say what they mean."""
    places = patch.places
    one = len(places) == 1
    pairs = sorted({(place.plain, place.zeroing) for place in places})
    return {
        "rule": patch.rule,
        "places": places,
        "files": patch.files,
        "functions": functions(places),
        "one": one,
        "who": _who(patch),
        "s": "s" if len(_named(places)) == 1 else "",
        "where": _where(patch),
        "object": places[0].object if one and places[0].object not in _WORDS else "",
        "size": places[0].size if one and not _PLAIN_SIZE.fullmatch(places[0].size) else "",
        "plain": list(dict.fromkeys(plain for plain, _ in pairs if plain)),
        "zeroing": list(dict.fromkeys(zeroing for _, zeroing in pairs if zeroing)),
        "gone": sorted({name for place in places for name in place.gone}),
        "writers": _writers(patch.steps),
        "messages": sorted({place.message for place in places}),
        "doubts": [place for place in places if place.doubt],
        "unset": [place for place in places if place.unset],
    }


def functions(places: Iterable[Place]) -> list[str]:
    """The names of the functions that are changed, each once."""
    return list(dict.fromkeys(place.function for place in places))


def calls(names: Sequence[str], word: str = "and") -> str:
    """`kmalloc(), vmalloc() and kmem_cache_alloc()`."""
    return joined([f"{name}()" for name in names], word)


def reasons(told: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Each reason, and the names that it is given for."""
    found: dict[str, list[str]] = {}
    for name, why in told:
        found.setdefault(why, []).append(name)
    return sorted(found.items())


def joined(names: Sequence[str], word: str = "and") -> str:
    """`a, b and c`."""
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _named(places: Iterable[Place]) -> list[tuple[str, str]]:
    """File and name of each function: two files may have one of the same name."""
    return list(dict.fromkeys((place.file, place.function) for place in places))


def _who(patch: Patch) -> str:
    """The functions, as a sentence begins with them."""
    named = _named(patch.places)
    names = functions(patch.places)
    if len(names) == len(named) <= 2:
        return calls(names)
    if len(patch.files) <= MANY_FILES:
        return "These functions"
    return f"{len(named)} functions in {len(patch.files)} files"


def _where(patch: Patch) -> str:
    """The functions, file by file, as indented lines; "" where the sentence names or counts them."""
    if _who(patch) != "These functions":
        return ""
    lines = ((step.file, [f"{name}()" for name in functions(step.places)]) for step in patch.steps)
    return "\n".join(listed(name, names) for name, names in lines)


def _writers(steps: Iterable[Step]) -> str:
    """What overwrites the memory: "memcpy() or an assignment"; "" when that is not known of each place."""
    found = [_writer(step, place) for step in steps for place in step.places]
    return joined(sorted(set(found), key=lambda name: (not name.endswith("()"), name)), "or") if all(found) else ""


def _writer(step: Step, place: Place) -> str:
    """What stands in the line that the guards name."""
    known = set(_CALL.findall(place.smpl)) - {place.plain, place.zeroing}
    for text in _lines(step, place):
        called = next((name for name in _CALL.findall(text) if name in known), "")
        if called:
            return f"{called}()"
        if re.match(r"\s*\*?[\w.>\[\]()*-]+\s*=[^=]", text):
            return "an assignment"
    return ""


def _lines(step: Step, place: Place) -> Iterator[str]:
    for said in place.evidence:
        if found := _WRITTEN.search(said):
            lines = step.before.split(b"\n", int(found[1]))
            yield lines[int(found[1]) - 1].decode("utf-8", "replace") if len(lines) >= int(found[1]) else ""
