"""What runs on a worker of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vcgame.errors import UsageError, VcgameError
from vcgame.sweep.engines.versions import difference, versions
from vcgame.sweep.job import Job, PartFiles

__all__ = ["MakePart", "Order", "foreign", "make_remotely", "take_order"]

MakePart = Callable[[Job, int], PartFiles]


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker gets once per sweep: the job, what makes its parts, the driver's versions."""

    job: Job
    make: MakePart
    versions: Mapping[str, str]


def take_order(order: Order) -> Order:
    """Stand as a task of its own, of which the tasks of the parts depend.

    So the order is sent once, workers hand it to each other, and Dask has it again when all who
    had it are dead.
    """
    return order


def make_remotely(order: Order, part: int) -> PartFiles | VcgameError:
    """Make a part, if this worker is like the driver; it may have come late.

    A mistake of the user is handed back rather than raised: Dask would show its traceback on
    the worker, and try again.
    """
    try:
        if differs := difference(order.versions, versions()):
            from distributed import get_worker

            return UsageError(foreign("worker", get_worker().address, differs))
        return order.make(order.job, part)
    except VcgameError as error:
        return error


def foreign(what: str, address: str, differs: str = "") -> str:
    """Say that a scheduler or worker cannot be used."""
    has = f"has {differs}" if differs else "has no vcgame, or another one"
    return f"the {what} at {address} {has}; results could differ, so install the same there"
