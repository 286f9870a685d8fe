"""Carrying a sweep out: an engine makes what a store is missing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any, Final, Protocol, cast

from vcgame.sweep.job import Engine, Job, PartFiles
from vcgame.sweep.storage.stored_part import Tally

__all__ = ["Store", "carry_out", "points_per_part"]

SMALLEST: Final = 16_384
LARGEST: Final = 32_768
PARTS: Final = 32
"""A sweep has at least so many parts, if that makes them neither too small nor too large."""


class Store(Protocol):
    """Keeps parts: a folder, or two files."""

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts that have yet to be made."""
        ...

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        ...

    def add(self, part: PartFiles) -> None:
        """Keep a part."""
        ...

    def finish(self) -> None:
        """Complete the result."""
        ...


def points_per_part(points: int) -> int:
    """Say how many points a part of a sweep has; it depends on nothing but the sweep's size.

    Small parts cost more each; large ones are lost whole when a sweep is cut off, and keep
    processes waiting for the last.

    Examples
    --------
    >>> [points_per_part(10**k) for k in (3, 5, 6, 8)]
    [16384, 16384, 32768, 32768]
    """
    size = SMALLEST
    while size < LARGEST and points >= size * PARTS:
        size *= 2
    return size


def carry_out(
    job: Job, engine: Engine, store: Store, *, after: Callable[[int], Any] | None = None
) -> None:
    """Make and store all parts that a store is missing, and complete it.

    Parameters
    ----------
    job, engine, store
        The sweep, what makes its parts, and what keeps them (opened).
    after
        Called after each part with its number of points.

    Raises
    ------
    VcgameError
        From the engine or the store; what was stored is kept.
    """
    parts = cast("Generator[PartFiles, None, None]", engine.run(job, store.missing))
    with closing(parts):
        for part in parts:
            store.add(part)
            if after is not None:
                start, stop = job.span(part.part)
                after(stop - start)
    store.finish()
