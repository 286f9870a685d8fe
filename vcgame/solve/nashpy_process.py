"""nashpy in a process of its own, within limits.

nashpy computes in floating point. Its vertex enumeration can stop with an error, and a path
of its Lemke-Howson algorithm does not always end. So paths have a limit on their length, and
the process has a time limit.

V. Knight and J. Campbell, "Nashpy: A Python library for the computation of Nash equilibria",
Journal of Open Source Software 3(30), 904, 2018.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

__all__ = ["Result", "ask_nashpy", "nashpy_results", "serve"]

_PIVOTS = 5000
_CHILD = "from vcgame.solve.nashpy_process import serve; serve()"

Floats = list[list[float]]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that nashpy said.

    Attributes
    ----------
    source
        Algorithm and label.
    profile
        The probabilities that it gave, as they are; ``None`` for a problem.
    problem
        What went wrong, or an empty string.
    """

    source: str
    profile: tuple[tuple[float, ...], ...] | None
    problem: str = ""


def ask_nashpy(first: Floats, second: Floats, *, seconds: float) -> list[Result]:
    """Run nashpy in a process of its own and take what it says within the time.

    Parameters
    ----------
    first, second
        Payoffs of both players, rows for the first one's strategies.
    seconds
        Time limit.

    Returns
    -------
    list of Result
        As `nashpy_results` gives them; the last one says if the process did not end well.
    """
    problem = ""
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _CHILD],
            input=json.dumps([first, second]),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        spoken = done.stdout
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            problem = f"ended with status {done.returncode}: {' '.join(last)}"
    except subprocess.TimeoutExpired as expired:
        spoken = (expired.stdout or b"").decode()
        problem = f"was stopped after {seconds:g} seconds"
    results = []
    for line in spoken.splitlines(keepends=True):
        if line.endswith("\n"):  # the last line may have been cut off
            source, profile, wrong = json.loads(line)
            results.append(Result(source, profile and _tuples(profile), wrong))
    if problem:
        results.append(Result("its process", None, problem))
    return results


def nashpy_results(first: Floats, second: Floats) -> Iterator[Result]:
    """Run nashpy here and now; `ask_nashpy` does so in a process with a time limit.

    Parameters
    ----------
    first, second
        Payoffs of both players, rows for the first one's strategies.

    Yields
    ------
    Result
        Lemke-Howson from every label, then vertex enumeration.

    Examples
    --------
    >>> [r.profile for r in nashpy_results([[3, 0], [5, 1]], [[3, 5], [0, 1]])][0]
    ((0.0, 1.0), (0.0, 1.0))
    """
    import nashpy
    import numpy as np

    game = nashpy.Game(np.array(first, dtype=float), np.array(second, dtype=float))
    said: list[str] = []
    for label in range(len(first) + len(first[0])):
        path = partial(game.lemke_howson, initial_dropped_label=label)
        result = _step(f"Lemke-Howson, label {label}", path, said)
        if result is not None:
            yield result
    pairs = game.vertex_enumeration()
    going = True
    while going:
        result = _step("vertex enumeration", partial(next, pairs, None), said)
        if result is not None:
            yield result
        going = result is not None and not result.problem
    if said:
        yield Result("warnings", None, f"{len(said)} in all, the first: {said[0]}")


def serve() -> None:
    """Read two matrices, write one line for each result: what runs in the process."""
    first, second = json.load(sys.stdin)
    for result in nashpy_results(first, second):
        sys.stdout.write(json.dumps([result.source, result.profile, result.problem]) + "\n")
        sys.stdout.flush()


def _step(source: str, step: Callable[[], Any], said: list[str]) -> Result | None:
    """Take one step of nashpy; errors become results, warnings are added to `said`."""
    with warnings.catch_warnings(record=True) as caught, _short_paths():
        warnings.simplefilter("always")
        try:
            pair = step()
        except Exception as error:  # noqa: BLE001 - whatever nashpy raises is reported
            result: Result | None = Result(source, None, f"{type(error).__name__}: {error}")
        else:
            result = None if pair is None else Result(source, _tuples(pair))
    words = [" ".join(str(warning.message).split()) for warning in caught]
    # NumPy warns of every division by zero in nashpy's lexicographic rule; that says nothing.
    said.extend(text for text in words if "encountered in" not in text)
    return result


@contextmanager
def _short_paths() -> Iterator[None]:
    """Let a path of nashpy's Lemke-Howson end after so many pivots."""
    from nashpy.linalg import Tableau

    original = Tableau.pivot_and_drop_label
    left = _PIVOTS

    def counted(self: Any, column_index: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise RuntimeError(f"no end after {_PIVOTS} pivots")
        return original(self, column_index)

    Tableau.pivot_and_drop_label = counted
    try:
        yield
    finally:
        Tableau.pivot_and_drop_label = original


def _tuples(pair: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(p) for p in strategy) for strategy in pair)
