"""The command `kzfix`: one file per verb, and the only place that exits.

A verb imports the rooms it needs when it runs, so that `kzfix --version` and `--help` stay quick.
"""

from __future__ import annotations

from typing import Annotated

import typer

from kzfix import __version__
from kzfix.cli.allocators import allocators
from kzfix.cli.apply import apply
from kzfix.cli.check import check
from kzfix.cli.diff import diff
from kzfix.cli.rules import rules
from kzfix.cli.series import series
from kzfix.cli.undo import undo
from kzfix.cli.verb import verb
from kzfix.cli.verify import verify
from kzfix.cli.why import why

app = typer.Typer(
    name="kzfix",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 1 changes to make (check, diff --exit-code) or a fault found (verify), 2 trouble.",
)
for command in (diff, apply, undo, check, why, verify, series, allocators):
    app.command()(verb(command))
app.add_typer(rules, name="rules")


def _version(asked: bool) -> None:
    if asked:
        print(f"kzfix {__version__}")
        raise typer.Exit


@app.callback()
def _kzfix(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Zero memory once, in the allocator: kmalloc + memset becomes kzalloc, where that is proved to change nothing."""


def main() -> None:
    """The entry point of the installed command."""
    app()
