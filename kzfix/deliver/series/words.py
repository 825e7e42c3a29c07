"""The words of a series, from templates: subjects, commit messages, the cover letter.

`subject.j2` gives subjects without their prefix, one a line, the best first: the first is taken that is short enough
and that no other patch of the series has. `body.j2` and `cover.j2` give text whose paragraphs are filled afterwards;
`why/RULE.j2` says what a rule does and why, `verified.j2` what this run has compiled and run. Files of the same name in
a folder of the user's come first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import count
from operator import add
from pathlib import Path
from traceback import walk_tb

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from kzfix import __version__
from kzfix.deliver.series.model import Cover, Patch, Series, Verified, Words
from kzfix.deliver.series.told import calls, functions, joined, reasons, told
from kzfix.deliver.series.wrap import wrap
from kzfix.errors import ConfigError
from kzfix.tree.subject import Prefix, beginning

LONGEST = 72  # columns of a subject, with its prefix
SHORT_RULE = 16  # lines of a semantic patch that a commit message still holds
FEW = 3  # names that a subject still holds
BUILTIN = Path(__file__).resolve().parent.parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class About:
    """What a rule says of itself."""

    title: str
    smpl: str  # the semantic patch as it is written, without its header


@dataclass(frozen=True)
class Writer:
    """Writes the words of a series. `folder`: templates of the user's."""

    rules: Mapping[str, About]
    folder: str = ""

    def patches(self, series: Series, prefixes: Mapping[str, Prefix]) -> list[Words]:
        """The words of each patch, with subjects that differ. Raises ConfigError for a template that is wrong."""
        taken: set[str] = set()
        cover = len(series.patches) > 1
        return [self._patch(patch, prefixes[patch.name], taken, cover) for patch in series.patches]

    def cover(self, series: Series, words: Sequence[Words], prefixes: Mapping[str, Prefix]) -> Cover:
        """The cover letter: its first line is the subject."""
        used = [prefixes[patch.name] for patch in series.patches]
        verified = reduce(add, (patch.verified for patch in series.patches))
        rules = {rule: self.rules[rule] for rule in sorted({patch.rule for patch in series.patches})}
        text = self._filled(
            "cover.j2",
            series=series,
            patches=words,
            rules=rules,
            numbers={rule: _numbers(words, rule) for rule in rules},
            tool=TOOL,
            apart=_apart(series),
            verified=verified.shows,
            files=sorted({name for patch in series.patches for name in patch.files}),
            places=[place for patch in series.patches for place in patch.places],
            doubts=[place for patch in series.patches for place in patch.places if place.doubt],
        )
        subject, _, body = text.strip().partition("\n")
        if not subject:
            raise ConfigError("the template gives no subject, which is its first line", place="cover.j2")
        prefix = beginning([each.text for each in used])
        if all(each.capital for each in used) or not prefix:
            subject = subject[:1].upper() + subject[1:]
        claim = self._claim(verified)
        return Cover(f"{prefix}{subject}", _paragraphs(wrap(body), claim), claim)

    def _patch(self, patch: Patch, prefix: Prefix, taken: set[str], cover: bool) -> Words:
        variables = told(patch)
        candidates = [line.strip() for line in self._filled("subject.j2", **variables).splitlines() if line.strip()]
        if not candidates or len(min(candidates, key=len)) > LONGEST // 2:
            raise ConfigError(f"the template gives no subject of {LONGEST // 2} columns or less", place="subject.j2")
        subject = next(_free(_lines(candidates, patch, prefix, taken), taken))
        taken.add(subject)
        about = self.rules[patch.rule]
        smpl, family = _cited(patch, about)
        more = {"about": about, "tool": TOOL, "smpl": smpl, "family": family, "cover": cover}
        body = wrap(self._filled("body.j2", **variables, **more))
        claim = self._claim(patch.verified)
        return Words(patch, subject, _paragraphs(body, claim), claim)

    def _claim(self, verified: Verified) -> str:
        """What this run has verified; nothing, where it has verified nothing."""
        return wrap(self._filled("verified.j2", verified=verified)) if verified.shows else ""

    def _filled(self, name: str, **variables: object) -> str:
        try:
            return self._environment.get_template(name).render(variables)
        except TemplateSyntaxError as error:
            place = f"{error.filename or name}:{error.lineno}"
            raise ConfigError(f"the template is wrong: {error.message}", place=place) from error
        except TemplateError as error:
            raise ConfigError(f"the template is wrong: {error.message}", place=_line(error) or name) from error
        except (OSError, UnicodeDecodeError, ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise ConfigError(f"the template cannot be used: {error}", place=_line(error) or name) from error

    @cached_property
    def _environment(self) -> Environment:
        if self.folder and not os.path.isdir(self.folder):
            raise ConfigError("no such folder of templates", place=self.folder)
        folders = [*([self.folder] if self.folder else []), os.fspath(BUILTIN)]
        made = Environment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # plain text
        )
        made.filters |= {"calls": calls, "joined": joined, "reasons": reasons}
        return made


TOOL = f"kzfix {__version__}"


def _line(error: Exception) -> str:
    """The innermost line of a template that an error comes from; "" when it comes from none."""
    frames = (each for each, _ in walk_tb(error.__traceback__))
    lines = [(frame.f_code.co_filename, frame.f_lineno) for frame in frames]
    return next((f"{name}:{line}" for name, line in reversed(lines) if name.endswith(".j2")), "")


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _numbers(words: Sequence[Words], rule: str) -> str:
    """The patches of a rule: "1, 6 and 8"."""
    return joined([str(number) for number, each in enumerate(words, 1) if each.patch.rule == rule])


def _cited(patch: Patch, about: About) -> tuple[str, bool]:
    """The semantic patch, where it is short, and whether it is meant for more allocators than those it names.

    As it matched, where that was the same in all places; else as the rule has it, and so where it has several.
    """
    found = {place.smpl for place in patch.places}
    several = len(re.findall(r"^@@", about.smpl, re.MULTILINE)) > 2
    smpl = (about.smpl if several or len(found) > 1 else found.pop()).strip("\n")
    return (smpl, len(found) > 1) if 0 < smpl.count("\n") + 1 <= SHORT_RULE else ("", False)


def _lines(candidates: Sequence[str], patch: Patch, prefix: Prefix, taken: Set[str]) -> Iterator[str]:
    """Subjects, the best first: each as it is, with a place where it is taken; in the end under a shorter prefix."""
    places = ["", *(f" in {place}" for place in _spots(patch, prefix))]
    for candidate in candidates:
        line = prefix.line(candidate)
        yield from (line + place for place in (places if line in taken else places[:1]))
    short = min(candidates, key=len)
    shorter = [prefix.text.split(": ")[0] + ": " if ": " in prefix.text else "", ""]
    yield from (f"{head}{candidate}" for head in shorter for candidate in candidates)
    yield from (f"{short}, part {number}" for number in count(2))


def _spots(patch: Patch, prefix: Prefix) -> Iterator[str]:
    """What tells a patch from another with the same words: its one function, or the names of what it touches."""
    names = functions(patch.places)
    if len(names) == 1:
        yield f"{names[0]}()"
    top = os.path.commonpath([os.path.dirname(name) for name in patch.files])
    below = [os.path.relpath(name, top or ".").partition(os.sep)[0].partition(".")[0] for name in patch.files]
    folder = os.path.basename(top)
    yield from [folder] if folder and folder.casefold() not in prefix.text.casefold() else []
    if len(set(below)) <= FEW:
        yield joined(sorted(set(below)))


def _free(lines: Iterator[str], taken: set[str]) -> Iterator[str]:
    return (line for line in lines if len(line) <= LONGEST and line not in taken)


def _apart(series: Series) -> bool:
    """Whether no two patches touch the same file."""
    names = [name for patch in series.patches for name in patch.files]
    return len(names) == len(set(names))
