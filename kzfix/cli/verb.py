"""From a verb's function to a command: its options, and an exit status for whatever ends it."""

from __future__ import annotations

import inspect
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

import typer

from kzfix.cli.signals import Terminated, watch
from kzfix.errors import KzfixError

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
PIPE_CLOSED = 141  # 128 + SIGPIPE, as when git's reader goes away


def verb(body: Callable[..., int]) -> Callable[..., None]:
    """Make a command of a function that returns an exit status.

    A parameter whose type is a dataclass of options becomes those options.
    """
    groups = {
        name: kind
        for name, kind in get_type_hints(body).items()
        if name != "return" and isinstance(kind, type) and is_dataclass(kind)
    }

    def command(**given: Any) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        raise typer.Exit(status(lambda: body(**given)))

    parameters = list(_flat(body, groups))
    command.__name__ = body.__name__
    command.__doc__ = body.__doc__
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _flat(body: Callable[..., int], groups: dict[str, type]) -> Iterator[inspect.Parameter]:
    for parameter in inspect.signature(body, eval_str=True).parameters.values():
        if parameter.name in groups:
            yield from _options(groups[parameter.name])
        else:
            yield parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


@cache
def _options(kind: type) -> tuple[inspect.Parameter, ...]:
    """The fields of a dataclass of options, as parameters."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=_default(field), annotation=hints[field.name]
        )
        for field in fields(kind)
    )


def _default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return inspect.Parameter.empty if field.default is MISSING else field.default


def status(work: Callable[[], int]) -> int:
    """Do the work of a verb. Its exit status, or that of what ended it; never a traceback, unless KZFIX_DEBUG=1."""
    try:
        watch()
        ended = work()
        sys.stdout.flush()
        return ended
    except KzfixError as error:
        tell(error)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt as stopped:
        say("".join(["interrupted", *getattr(stopped, "__notes__", ())]))
        return INTERRUPTED
    except Terminated as stopped:
        say("".join(["terminated", *getattr(stopped, "__notes__", ())]))
        return TERMINATED
    except Exception as error:  # the border: what gets here is a bug of kzfix
        if os.environ.get("KZFIX_DEBUG") == "1":
            raise
        say(f"internal error: {type(error).__name__}: {error}, please report (KZFIX_DEBUG=1 shows where)")
        return KzfixError.exit_code


def tell(error: KzfixError) -> None:
    """An error that the user can act on: what, where, and the way out."""
    say(str(error))
    if error.hint:
        print(f"hint: {error.hint}", file=sys.stderr)


def say(line: str) -> None:
    """One line to the user, on stderr."""
    print(f"kzfix: {line}", file=sys.stderr)
