"""What a run was asked to do: kzfix.toml and the flags, made into one `Settings`.

kzfix.toml is looked for beside the first path that was given, then upward; folders and files that it names are
relative to its own place. This room reads that one file and nothing else: it loads no rule and walks no tree.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kzfix.errors import ConfigError
from kzfix.model import Include

NAME = "kzfix.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what a run does. Picklable: each worker gets the same one."""

    rules: tuple[str, ...] = ()  # folders of rules beside the built-in ones
    rule: tuple[str, ...] = ()  # ids of the rules to use; none: every rule that is in no group
    group: tuple[str, ...] = ()  # groups whose rules are used too, unless `rule` says which
    include: Include = Include.PROVED
    exclude: tuple[str, ...] = ()  # globs of paths to leave alone
    allocators: tuple[str, ...] = ()  # allocator tables (TOML files) beside the built-in ones
    stores: int = 2  # stores of zero that must go for a change to be worth it
    jobs: int = 0  # worker processes; 0: one for each core
    timeout: float = 60.0  # seconds for one file; 0: no limit
    cache: int = 512  # MB that results of earlier runs may take; 0: none are kept
    memory: int = 512  # MB that a worker may take for one file, beside what it holds; 0: no limit

    @property
    def workers(self) -> int:
        """How many processes to use: what was asked for, or one for each core this process may run on."""
        if self.jobs:
            return self.jobs
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def find(start: str) -> str | None:
    """The kzfix.toml that is in force at `start`, a file or a folder: the nearest one, going up."""
    folder = os.path.abspath(start)
    while True:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def read(path: str) -> Settings:
    """The settings that a kzfix.toml asks for.

    Raises ConfigError, with the line, for a file that cannot be read, an unknown key or a value of the wrong kind.
    """
    try:
        with open(path, "rb") as file:
            text = file.read().decode()
    except OSError as error:
        raise ConfigError(f"cannot read it: {error.strerror}", place=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8, as TOML must be", place=path) from error
    return _Table(path, text).settings()


def merge(base: Settings, flags: Settings) -> Settings:
    """Flags over file: a flag that holds one answer replaces the file's; folders, groups and globs add up."""
    plain = Settings()
    return replace(
        base,
        rules=base.rules + flags.rules,
        rule=flags.rule or base.rule,
        group=base.group + flags.group,
        include=flags.include if flags.include is not plain.include else base.include,
        exclude=base.exclude + flags.exclude,
        allocators=base.allocators + flags.allocators,
        stores=flags.stores if flags.stores != plain.stores else base.stores,
        jobs=flags.jobs or base.jobs,
        timeout=flags.timeout if flags.timeout != plain.timeout else base.timeout,
        cache=flags.cache if flags.cache != plain.cache else base.cache,
        memory=flags.memory if flags.memory != plain.memory else base.memory,
    )


def settings(paths: Sequence[str], flags: Settings, config: str | None = None) -> Settings:
    """The settings of a run over `paths`: the file `config`, or the one in force at the first path, under the flags."""
    path = config or find(paths[0] if paths else os.curdir)
    return merge(read(path), flags) if path else flags


class _Table:
    """A kzfix.toml that is being read: its path, its text, and what the text says."""

    KEYS = (
        *("rules", "rule", "group", "include", "exclude", "jobs", "allocators", "stores"),
        *("timeout", "memory", "cache"),
    )

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.values = self._parsed()

    def settings(self) -> Settings:
        """Every key, checked."""
        for key in self.values:
            if key not in self.KEYS:
                raise self._unknown(key)
        return Settings(
            rules=self._places("rules"),
            rule=self._strings("rule"),
            group=self._strings("group"),
            include=self._include(),
            exclude=self._strings("exclude"),
            allocators=self._places("allocators"),
            jobs=self._number("jobs", 0, "a number of processes; 0 for one on each core"),
            cache=self._number("cache", Settings().cache, "a number of MB for results of earlier runs; 0 for none"),
            stores=self._number("stores", Settings().stores, "a number: how many make a change worth it"),
            timeout=self._seconds("timeout", Settings().timeout, "a number of seconds; 0 for no limit"),
            memory=self._number("memory", Settings().memory, "a number of MB; 0 for no limit"),
        )

    def _parsed(self) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(self.text)
        except RecursionError:
            raise ConfigError("nested too deep", place=self.path) from None
        except ValueError as error:  # of TOML; of a number with thousands of digits
            at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
            title = str(error)[: at.start()] if at else str(error)
            place = f"{self.path}:{at[1]}:{at[2]}" if at and at[1] else self.path
            raise ConfigError(title, place=place, hint="the file is TOML: key = value") from error

    def _unknown(self, key: str) -> ConfigError:
        from difflib import get_close_matches

        near = get_close_matches(key, self.KEYS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "known keys: " + ", ".join(self.KEYS)
        return ConfigError(f"unknown key {key!r}", place=self._place(key), hint=hint)

    def _place(self, key: str) -> str:
        """`path:line` of a top-level key; the file alone when the key is written in some unusual way."""
        for number, line in enumerate(self.text.splitlines(), 1):
            if re.match(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]", line):
                return f"{self.path}:{number}"
        return self.path

    def _wrong(self, key: str, wanted: str) -> ConfigError:
        return ConfigError(f"{key!r} must be {wanted}", place=self._place(key))

    def _strings(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(key, 'a list of strings, as in ["one", "two"]')
        return tuple(value)

    def _places(self, key: str) -> tuple[str, ...]:
        folder = os.path.dirname(self.path)
        return tuple(os.path.join(folder, os.path.expanduser(item)) for item in self._strings(key))

    def _include(self) -> Include:
        value = self.values.get("include", Include.PROVED.value)
        if value not in [kind.value for kind in Include]:
            raise self._wrong("include", " or ".join(f'"{kind.value}"' for kind in Include))
        return Include(value)

    def _number(self, key: str, default: int, wanted: str) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, wanted)
        return value

    def _seconds(self, key: str, default: float, wanted: str) -> float:
        value = self.values.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
            raise self._wrong(key, wanted)
        return float(value)
