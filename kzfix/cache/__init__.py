"""What earlier runs found, kept on the disk, so that a run looks only at what changed. Loads no rule and no parser.

How a run uses it (`kzfix/cli/survey.py`):

    cache = open(settings, paths)      # walks the paths and asks the disk what changed; raises PathError alone
    cache.entries                      # how many files the run speaks of, those that were skipped too
    cache.left                         # the files (File) that must be judged, in order; they need the rules
    cache.fresh                        # whether nobody has seen yet that these rules can be read
    cache.silent                       # how many others there are with nothing to tell of, and the functions in those
    for batch in cache.merge(pool.examine(cache.left, …)):
        …                              # batches in the order of all paths, known results in their places
    cache.close()                      # writes the snapshot; without it (a crash) the log is left, which is as good
    cache.interrupted                  # how many files an unfinished run of the same key and paths had done: with
                                       # that number > 0 this run goes on where that one ended, without being asked to
    cache.note                         # "" or one line for the user: damaged and rebuilt, or no place to write

What the pool owes. Batches come in the order of the paths given, and each path is in one batch's `entries`. `results`
speak of every file but those whose bytes hold no needle. `traces` holds, in order, a `model.Trace` for every file that
was looked at closely: `engine.examine` runs within `with disk.asked() as asked:`, and the trace carries `asked.paths`,
`asked.places` (each with its `disk.kind`, as it was seen), `asked.trees` and the digest of the bytes (`blake2b`, 16
bytes). A result without a trace is not kept,
but for `Skipped`; a file that failed is never kept, so a time-out or a dead worker is tried again by the next run.
`merge` writes each batch to the run's log (flushed at least every second), so there is nothing else to do for a run
that is killed: `--resume` is to run again, and may say `cache.interrupted`, or refuse when it is 0.

What is kept ready. While nothing at all has changed, a run that wants what is shown of findings (`model.Shown`, which
comes with each result) and no more reads one section, `still`: it loads no record, asks for nothing that the walk has
told already, and renders nothing. What else has to be asked for is written down there.

What makes a result right. A file is unchanged when times, size and number are (`sign`), or when its bytes are. What was
asked for it besides is in its basis (`basis`). Everything that could be another thing by now, as it changed about when
the run began, counts for nothing, and is read again.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

from kzfix.cache import key, place
from kzfix.cache.store import Cache
from kzfix.cache.walks import Scope
from kzfix.config import Settings

__all__ = ["Cache", "open"]
MIB = 1 << 20


def open(settings: Settings, paths: Sequence[str], shown: bool = False) -> Cache:
    """What is known of the files that some paths lead to. `shown`: of findings that much will do. Raises PathError."""
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small objects, none of them garbage
    try:
        where = place.folder()
        stem = place.stem(where, key.key(settings), paths) if where else ""
        return Cache(Scope(tuple(paths), settings.exclude), stem, settings.cache * MIB, settings.workers == 1, shown)
    finally:
        if collecting:
            gc.enable()
