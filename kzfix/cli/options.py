"""The options that verbs share, and the `Settings` they make."""

from __future__ import annotations

import enum
import os
import sys
from dataclasses import dataclass, field
from typing import Annotated

import typer

from kzfix.config import Settings, settings
from kzfix.errors import PathError
from kzfix.model import Include


class Format(enum.Enum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"


class Color(enum.Enum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"

    def on(self) -> bool:
        """Whether stdout gets colour: a terminal does, unless NO_COLOR is set or TERM is dumb."""
        if self is not Color.AUTO:
            return self is Color.ALWAYS
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Workers(enum.Enum):
    """Who judges the files."""

    LOCAL = "local"
    DASK = "dask"


Jobs = Annotated[int, typer.Option("-j", "--jobs", min=0, metavar="N", help="Worker processes; 0: one for each core.")]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour on stdout; auto: on a terminal.")]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What kzfix is to know: rules and tables beside the built-in ones."""

    rules: Annotated[
        list[str], typer.Option("--rules", metavar="DIR", help="A folder of rules of your own; may be repeated.")
    ] = field(default_factory=list)
    config: Annotated[
        str | None, typer.Option("--config", metavar="FILE", help="Use this kzfix.toml, not the nearest one.")
    ] = None
    format: Annotated[Format, typer.Option("--format", help="How results are written.")] = Format.TEXT

    def settings(self) -> Settings:
        """The settings in force in the current folder."""
        return settings((), Settings(rules=tuple(self.rules)), self.config)


@dataclass(frozen=True, kw_only=True)
class Common(Knowledge):
    """The options of every verb that reads source."""

    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", show_default=False, help="Files and folders; - reads their names from stdin."),
    ]
    rule: Annotated[
        list[str], typer.Option("--rule", metavar="ID", help="Use this rule alone, as zeroing/memset; may be repeated.")
    ] = field(default_factory=list)
    group: Annotated[
        list[str],
        typer.Option("--group", metavar="NAME", help="Also use the rules of this group; may be repeated."),
    ] = field(default_factory=list)
    include: Annotated[
        Include, typer.Option("--include", help="review: also make the changes that a human should look at.")
    ] = Include.PROVED
    exclude: Annotated[
        list[str], typer.Option("--exclude", metavar="GLOB", help="Leave these paths alone; may be repeated.")
    ] = field(default_factory=list)
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="REV",
            help="Look only at functions that differ from this commit of git; REV... is where the branch left REV. "
            "Functions that only use a header that has changed are not looked at.",
        ),
    ] = None
    jobs: Jobs = 0
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, metavar="SECONDS", help="Give a file up after so long; 0: never.")
    ] = Settings().timeout
    memory: Annotated[
        int, typer.Option("--memory", min=0, metavar="MB", help="Give a file up that needs more; 0: no limit.")
    ] = Settings().memory
    executor: Annotated[
        Workers, typer.Option("--executor", help="dask: let a cluster do the work; needs the extra `cluster`.")
    ] = Workers.LOCAL
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="The scheduler of the cluster, as HOST:PORT.")
    ] = None
    ship: Annotated[
        bool, typer.Option("--ship", help="Send the files to the cluster's workers, who do not see them otherwise.")
    ] = False
    unparsed: Annotated[bool, typer.Option("--unparsed", help="Name the functions that could not be read.")] = False
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Use no results of earlier runs, and keep none.")
    ] = False
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run of the same paths was interrupted.")
    ] = False
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No summary, no progress.")] = False
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Also name the files that were skipped.")] = False

    def settings(self) -> Settings:
        """The settings in force at the first path."""
        flags = Settings(
            rules=tuple(self.rules),
            rule=tuple(self.rule),
            group=tuple(self.group),
            include=self.include,
            exclude=tuple(self.exclude),
            jobs=self.jobs,
            timeout=self.timeout,
            memory=self.memory,
        )
        return settings([path for path in self.paths if path != "-"][:1], flags, self.config)

    def named(self) -> list[str]:
        """The paths that were given, with the names on stdin in the place of `-`."""
        names: list[str] = []
        for path in self.paths:
            names.extend(_from_stdin() if path == "-" else [path])
        return names


def _from_stdin() -> list[str]:
    """File names, one a line, or each ended by a NUL as from `git ls-files -z`."""
    if sys.stdin.isatty():
        raise PathError("no file names on stdin", place="-", hint="git ls-files '*.c' | kzfix check -")
    data = sys.stdin.buffer.read()
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(name) for name in names if name]
