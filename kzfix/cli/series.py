"""`kzfix series`: the changes as patches that can be sent."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

import typer

from kzfix.cli.options import Common, Format
from kzfix.cli.verify import ARGUMENT
from kzfix.errors import ConfigError
from kzfix.model import Split, Way

STATUS = "status"


@dataclass(frozen=True, kw_only=True)
class Wanted(Common):
    """The options of `series`: those of every verb, but that -v is git's."""

    verbose: Annotated[bool, typer.Option("--verbose", help="Also name the files that were skipped.")] = False
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="DIR", help="Write the patches into this folder.")
    ] = None
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Leave commits on a new branch instead.")
    ] = None
    split: Annotated[Split, typer.Option("--split", help="What one patch speaks of, beside its rule.")] = (
        Split.MAINTAINER
    )
    reroll_count: Annotated[
        int,
        typer.Option("-v", "--reroll-count", metavar="N", min=0, help="Make version N; 0: that in the folder again."),
    ] = 0
    signoff: Annotated[bool, typer.Option("-s", "--signoff", help="Add your Signed-off-by.")] = False
    base: Annotated[str, typer.Option("--base", metavar="REV", help="The commit to build on.")] = "HEAD"
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="PATH", help="Also what is held back here, as drivers/net; may be repeated."),
    ] = None
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="FILE", help="A policy.toml of your own, above the built-in one.")
    ] = None
    templates: Annotated[
        str | None, typer.Option("--templates", metavar="DIR", help="Templates of your own, before the built-in ones.")
    ] = None
    b4: Annotated[bool, typer.Option("--b4", help="With --branch: begin it with what b4 prep looks for.")] = False
    verify: Annotated[
        list[Way] | None,
        typer.Option("--verify", help="Compile or run what each patch changes, and say so in it; may be repeated."),
    ] = None
    kernel: Annotated[
        str | None, typer.Option("--kernel", metavar="DIR", help="A configured kernel, for --verify.")
    ] = None
    make_arg: Annotated[
        list[str] | None, typer.Option("--make-arg", metavar="NAME=VALUE", help="For make, as W=1; may be repeated.")
    ] = None
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Leave out files that have local changes, and go on.")
    ] = False


def series(wanted: Wanted) -> int:
    """Make patch series of the changes, ready to be sent.

    One rule and one maintainer a patch, at most 15 patches a series; with several series each has a folder of its own.
    Your branch, index and work tree are not touched, and nothing is sent.

    `kzfix series status DIR` tells which patches of a folder still apply to HEAD, which were merged and which are in
    conflict; it exits with 1 when one is.
    """
    from kzfix.cli import delivery

    if wanted.paths[0] == STATUS:
        return delivery.status_of(wanted.paths[1:])
    _check(wanted)
    return delivery.made(wanted)


def _check(wanted: Wanted) -> None:
    if (wanted.output is None) == (wanted.branch is None):
        raise ConfigError("one of -o DIR and --branch NAME says where the patches go", place="series")
    if wanted.format is not Format.TEXT:
        raise ConfigError("the patches are files, and their names are text", place="--format")
    if wanted.b4 and not wanted.branch:
        raise ConfigError("b4 works on a branch", place="--b4", hint="--branch NAME")
    if wanted.branch and wanted.reroll_count:
        raise ConfigError("a version stands in the mails, and a branch has none", place="-v", hint="-o DIR")
    if not wanted.verify and (wanted.kernel or wanted.make_arg):
        place = "--kernel" if wanted.kernel else "--make-arg"
        raise ConfigError("is for --verify", place=place, hint="--verify build")
    for argument in wanted.make_arg or []:
        if not ARGUMENT.fullmatch(argument):
            raise ConfigError(f"{argument!r} is not NAME=VALUE", place="--make-arg", hint="for example --make-arg W=1")
    if wanted.templates and not os.path.isdir(wanted.templates):
        raise ConfigError("no such folder of templates", place=wanted.templates)
