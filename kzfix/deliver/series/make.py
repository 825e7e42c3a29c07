"""A series from beginning to end: words, commits, mails, checks. Nothing is written before all of it is right."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kzfix.deliver.series import b4, check, mails, record
from kzfix.deliver.series.base import Base
from kzfix.deliver.series.checkpatch import Checkpatch, Remark, Unasked, blanks
from kzfix.deliver.series.commits import Change, commits
from kzfix.deliver.series.install import LISTED, Fresh
from kzfix.deliver.series.mail import Mail, addressed, cover, patch, titled
from kzfix.deliver.series.model import Addresses, Cover, Series, Words
from kzfix.deliver.series.record import COVER, Letter, Own, Record, Version, dressed
from kzfix.deliver.series.tags import claiming, signed, unsigned
from kzfix.deliver.series.words import Writer
from kzfix.errors import WriteError
from kzfix.tree.maintainers import Maintainers, Recipient, Recipients
from kzfix.tree.subject import Prefix


@dataclass(frozen=True, slots=True)
class Order:
    """How series are to be made."""

    writer: Writer
    prefixes: Mapping[str, Prefix]  # by Patch.name
    maintainers: Maintainers | None
    sign: bool = False  # add the user's Signed-off-by
    number: int = 0  # of the version; 0: the newest one in the folder again, or else the first
    b4: str = ""  # the name of the branch, to begin with the commit that `b4 prep` wants


@dataclass(frozen=True, slots=True)
class Made:
    """A series that was made and checked, and not yet written."""

    series: Series
    words: tuple[Words, ...]
    record: Record  # what the folder held before
    fresh: Fresh
    tip: str  # its last commit
    remarks: tuple[Remark, ...]
    unasked: str  # why the tree's checkpatch was not asked; "" when it was
    notes: tuple[str, ...]  # for the user


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of one mail: what kzfix has, and what is taken."""

    name: str
    subject: str
    words: str
    own: Own
    claim: str  # what `words` says was verified

    @property
    def taken(self) -> tuple[str, str]:
        """Subject and words: the user's before ours."""
        return (self.own.subject, self.own.words) if self.own.text else (self.subject, self.words)


def make(base: Base, series: Series, order: Order, record: Record) -> Made:
    """One series. Raises GitError and WriteError when it cannot be made, or does not hold what was promised."""
    number = order.number or record.newest() or 1
    _stop_for_edits(record, number)
    work = _Work(base, series, order, record, number)
    return work.made()


def _stop_for_edits(folder: Record, number: int) -> None:
    if changed := record.edited(folder, number):
        title = "its diff was changed by hand, and would be written over"
        hint = f"--reroll-count {number + 1} makes the next version, or give another folder with -o"
        raise WriteError(title, place=os.path.join(folder.folder, changed[0]), hint=hint)


class _Work:
    """One series under way."""

    def __init__(self, base: Base, series: Series, order: Order, folder: Record, number: int) -> None:
        self.base = base
        self.series = series
        self.order = order
        self.folder = folder
        self.number = number
        self.before = folder.newest(number + 1)  # the version whose words of the user's go on
        self.notes: list[str] = []

    def made(self) -> Made:
        """Everything, in order."""
        words = self.order.writer.patches(self.series, self.order.prefixes)
        letter = self.order.writer.cover(self.series, words, self.order.prefixes) if len(words) > 1 else None
        texts = [self._text(each.patch.name, each.subject, self._signed(each), each.claim) for each in words]
        taken = [self._taken(each, text) for each, text in zip(words, texts, strict=True)]
        blurb = self._text(COVER, letter.subject, letter.body + "\n", letter.claim) if letter else None
        chain, date = self._commits(taken, self._first(blurb, words))
        start, tip = [self.base.commit, *chain][-len(words) - 1], chain[-1]
        how = mails.How(date, self.number, self.series.tag, bool(blurb), self._since())
        paths = mails.write(self.base, start, tip, how)
        every = [*([blurb] if blurb else []), *texts]
        letters, files = self._mails(paths, every)
        sent = paths[1:] if blurb else paths
        check.applies(self.base, sent, sorted({name for each in words for name in each.patch.files}), tip)
        remarks, unasked = self._remarks(sent, chain[-len(words) :])
        if any(b"\r\n" in step.after for each in words for step in each.patch.steps):
            self.notes.append("lines end in CR LF: git am takes the patches with --keep-cr alone")
        listed = "".join(f"{os.path.basename(path)}\n" for path in sent)
        if not self.base.real:
            files[LISTED] = listed.encode()
        version = Version(self.base.commit if self.base.real else "", tuple(letters), listed, date, tip)
        ours = {text.name: f"{text.subject}\n\n{text.words}".encode() for text in every if text.own.text}
        fresh = Fresh(self.number, version, files, ours)
        return Made(self.series, tuple(taken), self.folder, fresh, tip, remarks, unasked, tuple(self.notes))

    def _signed(self, words: Words) -> str:
        """The body of a message, with the user's Signed-off-by when that was asked for."""
        return signed(words.body + "\n", self.base.user.who) if self.order.sign else words.body + "\n"

    def _text(self, name: str, subject: str, words: str, claim: str) -> _Text:
        """The words of a mail; the user is told when theirs are kept, and when they may want to look at ours.

        What kzfix once said in them of what was verified is no word of theirs, and goes with the run that had done it.
        """
        own = self.folder.own(self.before, name)
        if own.text:
            old = self.folder.versions[self.before].of(name)
            assert old is not None
            line = f"{old.file}: your text is kept"
            who = self.base.user.who
            before = unsigned(claiming(old.words, old.claim, claim), who)
            if (old.subject, before) != (subject, unsigned(words, who)):
                line += f"; what kzfix has to say is another text too, see {record.FOLDER}/texts"
            self.notes.append(line)
            own = replace(own, words=claiming(own.words, old.claim, claim))
        return _Text(name, subject, words, own, claim)

    def _taken(self, words: Words, text: _Text) -> Words:
        subject, body = text.taken
        if text.own.text and self.order.sign:
            body = signed(body, self.base.user.who)
        return replace(words, subject=subject, body=body.rstrip("\n"))

    def _commits(self, patches: Sequence[Words], first: Sequence[Change]) -> tuple[list[str], str]:
        """The commits and their date: that of this version in the folder, if it had the very same commits."""
        modes = self.base.blobs(sorted({name for each in patches for name in each.patch.files}))
        every = [*first, *(_change(each, modes) for each in patches)]
        known = self.folder.versions.get(self.number)
        if known and known.date:
            made = commits(self.base.ours, self.base.user.at(known.date), every, self.base.commit)
            if made[-1] == known.tip:
                return made, known.date
        return commits(self.base.ours, self.base.user, every, self.base.commit), self.base.user.date

    def _first(self, blurb: _Text | None, words: Sequence[Words]) -> list[Change]:
        """What comes before the first patch: for b4 an empty commit that holds the cover letter."""
        if not self.order.b4:
            return []
        subject, body = blurb.taken if blurb else (words[0].subject, "")
        asked = self.order.maintainers
        to = self._everyone(_asked(asked.of_paths(each.patch.files)) for each in words) if asked else Addresses()
        return [b4.cover(self.base, self.order.b4, Cover(subject, body), to, self.number)]

    def _since(self) -> str:
        """The commits of the version before this one; "" when there is none, or it cannot be had."""
        before = self.folder.newest(self.number)
        if not before:
            return ""
        version = self.folder.versions[before]
        paths = [os.path.join(self.folder.folder, each.file) for each in version.letters if each.name != COVER]
        present = [path for path in paths if os.path.exists(path)]
        found = mails.earlier(self.base, version.base, present) if present else ""
        if not found:
            self.notes.append(f"no range-diff: version {before} cannot be put together again on its base")
        return found

    def _mails(self, paths: Sequence[str], texts: Sequence[_Text]) -> tuple[list[Letter], dict[str, bytes]]:
        """What is remembered of each mail, and what is written; the files in the temporary folder are that too."""
        made = {path: self._mail(path, text) for path, text in zip(paths, texts, strict=True)}
        letters, files = [], {}
        every = [self._of(each, text) for each, text in zip(made.values(), texts, strict=True)]
        for path, text, to in zip(paths, texts, every, strict=True):
            whole = self._everyone(every) if text.name == COVER else to
            plain = addressed(made[path], whole.to, whole.cc)
            written = dressed(plain, text.own)
            name = os.path.basename(path)
            letters.append(record.letter(name, text.name, text.subject, text.words, plain, text.claim))
            files[name] = written.data
            with open(path, "wb") as file:
                file.write(written.data)
        return letters, files

    def _mail(self, path: str, text: _Text) -> Mail:
        with open(path, "rb") as file:
            data = file.read()
        return titled(cover(data), *text.taken) if text.name == COVER else patch(data)

    def _of(self, mail: Mail, text: _Text) -> Addresses:
        if self.order.maintainers is None or text.name == COVER:
            return Addresses()
        return _asked(self.order.maintainers.of_patch(mail.data))

    def _everyone(self, found: Iterable[Addresses]) -> Addresses:
        """Who gets the cover letter: everyone who gets a patch."""
        every = list(found)
        to = _once(each for addresses in every for each in addresses.to)
        known = {each.address for each in to}
        return Addresses(to, tuple(each for each in _once(x for a in every for x in a.cc) if each.address not in known))

    def _remarks(self, paths: Sequence[str], commits: Sequence[str]) -> tuple[tuple[Remark, ...], str]:
        try:
            return tuple(Checkpatch(self.base.tree.root, self.order.sign).remarks(self.base, paths, commits)), ""
        except Unasked as error:
            return tuple(remark for path in paths for remark in blanks(path)), str(error)


def _change(words: Words, modes: Mapping[str, tuple[str, str]]) -> Change:
    return Change(words.message, {step.file: (modes[step.file][0], step.after) for step in words.patch.steps})


def _asked(found: Recipients) -> Addresses:
    """The people who maintain the code; the lists, where nobody does."""
    if found.to:
        return Addresses(found.to, found.cc)
    return Addresses(found.cc)


def _once(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    return tuple({each.address: each for each in reversed(list(found))}.values())[::-1]
