"""A sweep as a job: all that a worker needs, and what it gives back for a part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Engine", "Job", "PartFiles"]


@dataclass(frozen=True, slots=True)
class Job:
    """A sweep that can be sent to another process or machine (it pickles).

    Attributes
    ----------
    model_name, model_text
        The model file: how messages name it, and its whole text.
    design
        The design, as `describe` gives it; JSON values only.
    options
        What else shapes the result, e.g. outcomes and selection rule; JSON values only.
    points
        How many points there are.
    part_points
        How many points a part has; the last may have fewer. It does not depend on the engine, so
        parts are the same bytes wherever they are made.
    """

    model_name: str
    model_text: str
    design: Mapping[str, Any]
    options: Mapping[str, Any]
    points: int
    part_points: int

    @property
    def parts(self) -> int:
        """How many parts the sweep has."""
        return -(-self.points // self.part_points)

    def span(self, part: int) -> tuple[int, int]:
        """Numbers of the first point of a part, and of the one behind its last."""
        start = part * self.part_points
        return start, min(start + self.part_points, self.points)


@dataclass(frozen=True, slots=True)
class PartFiles:
    """A part, ready to be stored.

    Attributes
    ----------
    part
        Its number, from 0.
    points, equilibria
        The whole contents of its two Parquet files.
    tally
        Per (status, regime), how many points.
    messages
        Per status, the first message.
    """

    part: int
    points: bytes
    equilibria: bytes
    tally: tuple[tuple[str, str, int], ...]
    messages: Mapping[str, str]


class Engine(Protocol):
    """Makes parts, in any order: in this process, in several, or on a cluster."""

    def run(self, job: Job, parts: Iterable[int]) -> Iterator[PartFiles]:
        """Give the parts as they are done."""
        ...
