"""A worker: a process with a desk, which judges the files of one message after another."""

from __future__ import annotations

from functools import partial

from kzfix.model import Batch, Entry
from kzfix.pool.board import Board
from kzfix.pool.judge import Desk, judge

_place: list[tuple[Desk, Board]] = []  # this worker's own


def enter(desk: Desk, board: Board) -> None:
    """Sit down."""
    _place[:] = [(desk, board)]


def ready() -> None:
    """Nothing to do: a worker that answers is there."""


def work(place: int, chunk: tuple[Entry, ...]) -> Batch:
    """Judge the files of a message that has this place on the board."""
    desk, board = _place[0]
    try:
        return judge(chunk, desk, mark=partial(board.set, place))
    finally:
        board.clear(place)
