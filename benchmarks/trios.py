"""Games of three players with two strategies each: vcgame's closed form and Gambit's enumpoly."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from games import SCALE, draw_trios
from tables import Goal, Part, rate, table, times

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pairs import Effort

__all__ = ["trios_part"]

_GOAL: Final = 1_000
_BATCH: Final = 1 << 18


def trios_part(effort: Effort) -> Part:
    """Time both in turns, and count equilibria: a generic game has an odd number of them."""
    batch = max(256, int(_BATCH * min(1.0, effort.seconds / 0.2)))
    few = max(8, int(1_500 * effort.seconds))
    _ours(draw_trios(256, [effort.seed, 8, 0]))
    _theirs(draw_trios(8, [effort.seed, 8, 0]))
    rates: tuple[list[float], list[float]] = ([], [])
    odd = np.zeros((2, 2), dtype=np.int64)
    fewer = same = 0
    for turn in range(effort.rounds):
        games = draw_trios(batch, [effort.seed, 8, 1 + turn])
        first, ours, generic = _ours(games)
        second, theirs = _theirs(games[:, :, :few])
        rates[0].append(batch / first)
        rates[1].append(few / second)
        odd[0] += (ours[generic] % 2 == 1).sum(), generic.sum()
        odd[1] += (theirs[generic[:few]] % 2 == 1).sum(), generic[:few].sum()
        fewer += int((theirs < ours[:few]).sum())
        same += int((theirs == ours[:few]).sum())
    ratio = median(ours / theirs for ours, theirs in zip(*rates, strict=True))
    rows = [
        (name, rate(median(rates[place])), f"{odd[place, 0]:,} of {odd[place, 1]:,}")
        for place, name in enumerate(("vcgame kernel, 2x2x2", "Gambit enumpoly"))
    ]
    for row in rows:
        print(" | ".join(row), flush=True)
    total = few * effort.rounds
    text = (
        "Random games, U(-1, 1) with 6 decimals (for vcgame times 10^6, as whole numbers; for "
        "Gambit as floats), all equilibria with their probabilities. A game that is not "
        f"degenerate has an odd number. In {same} of {total} games both list as many; in {fewer} "
        "enumpoly lists fewer.\n\n"
        + table(["solver", "games per second", "odd number (not degenerate)"], rows)
    )
    goals = (
        Goal("2x2x2 against Gambit's enumpoly", times(_GOAL), times(ratio), ratio >= _GOAL),
        Goal(
            "2x2x2 random games, not degenerate, with an odd number of equilibria",
            "all",
            f"{odd[0, 0]} of {odd[0, 1]}",
            bool(odd[0, 0] == odd[0, 1]),
        ),
    )
    return Part("Three players, two strategies each", text, goals)


def _ours(games: NDArray[np.int64]) -> tuple[float, NDArray[Any], NDArray[np.bool_]]:
    """Give the time, the number of equilibria per game, and which games are not degenerate."""
    from vcgame.solve.kernel.trio import solve_trios

    start = time.process_time()
    found = solve_trios(games)
    took = time.process_time() - start
    return took, np.bincount(found.game, minlength=games.shape[2]), ~found.degenerate


def _theirs(games: NDArray[np.int64]) -> tuple[float, NDArray[Any]]:
    import pygambit

    tables = [
        [player.reshape(2, 2, 2).astype(object) for player in game / SCALE]
        for game in np.moveaxis(games, -1, 0)
    ]
    start = time.process_time()
    found = [
        pygambit.nash.enumpoly_solve(pygambit.StrategicGame.from_arrays(*each)).equilibria
        for each in tables
    ]
    took = time.process_time() - start
    return took, np.array([len(each) for each in found])
