"""What is paid in the cells of a game, at many points, and how likely equilibria reach them.

A cell is a pure profile of a strategic game, or an end of a tree. Arrays run along the points
last, so that every operation goes over many points at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vcgame.model.model import Model
from vcgame.sweep.findings import Found

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["EPS", "Cells", "expected", "largest_totals", "taken", "ulps", "weights"]

EPS: Final = 2.0**-52
"""Twice the largest relative error of rounding a number to a float."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The numbers of a game at a range of points, exact but for rounding.

    The relative error of a number is at most ten units of 2**-53, or its absolute error is within
    a bound that is given here.

    Attributes
    ----------
    payoffs
        Shape (players, cells, points).
    totals
        What the players get together, transfers left out (`vcgame.model.surplus`); shape
        (cells, points), nan where it has no value.
    chance
        For trees, the probability of every move of chance, in the order of the nodes and their
        actions; shape (moves, points). No rows for strategic games.
    payoff_error, total_error
        Bounds on absolute errors, where numbers are not only rounded.
    """

    payoffs: Floats
    totals: Floats
    chance: Floats
    payoff_error: float = 0.0
    total_error: float = 0.0

    def part(self, start: int, stop: int) -> Cells:
        """Give the numbers at some of the points; nothing is copied."""
        return replace(
            self,
            payoffs=self.payoffs[:, :, start:stop],
            totals=self.totals[:, start:stop],
            chance=self.chance[:, start:stop],
        )


def weights(model: Model, found: Found, chance: Floats) -> Floats:
    """Give the probability with which each equilibrium reaches each cell.

    Returns
    -------
    ndarray
        Shape (cells, equilibria). Profiles stand in the order of the model's table: the
        strategy of the last player changes fastest.
    """
    if model.form == "extensive":
        return _end_weights(model, found, chance)
    import numpy as np

    shares = np.ascontiguousarray(found.shares.T)
    start = len(model.players[0].strategies)
    product = shares[:start]
    for player in model.players[1:]:
        stop = start + len(player.strategies)
        product = (product[:, None, :] * shares[None, start:stop]).reshape(-1, len(found))
        start = stop
    return product


def _end_weights(model: Model, found: Found, chance: Floats) -> Floats:
    import numpy as np

    place = {node.id: number for number, node in enumerate(model.nodes)}
    reached = np.zeros((len(model.nodes), len(found)))
    reached[0] = 1.0
    decision = risk = 0
    for number, node in enumerate(model.nodes):
        if node.end:
            continue
        for move, action in enumerate(node.actions):
            share = chance[risk + move, found.row] if node.player is None else None
            taken = found.moves[:, decision] == move if share is None else share
            reached[place[action.child]] = reached[number] * taken
        if node.player is None:
            risk += len(node.actions)
        else:
            decision += 1
    return reached[[number for number, node in enumerate(model.nodes) if node.end]]


def expected(share: Floats, table: Floats, row: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Give the expected value of a table in each equilibrium, and its mean absolute value."""
    import numpy as np

    there = table[:, row]
    with np.errstate(invalid="ignore"):  # a cell that no float can hold, and is not reached
        mean = np.einsum("ke,ke->e", share, there)
        size = np.einsum("ke,ke->e", share, np.abs(there, out=there))
    return mean, size


def ulps(model: Model, cells: int) -> int:
    """Bound the rounding errors of an expectation, in units of `EPS` times its mean absolute value.

    A share may be off by five units (1e-15), as found equilibria may, and so may a number of
    `Cells`; a product of the shares of all players adds their errors; each of the sums adds
    half a unit per term.
    """
    factors = 6 * len(model.players) if model.form == "strategic" else 6 * len(model.nodes)
    return cells + factors + 10


def largest_totals(model: Model, cells: Cells) -> Floats:
    """Give the largest total that any pure profile, or any play of a tree, gives at each point."""
    import numpy as np

    if model.form == "strategic":
        return np.asarray(cells.totals.max(axis=0))
    place = {node.id: number for number, node in enumerate(model.nodes)}
    best: dict[int, Floats] = {}
    end, risk = len(cells.totals), len(cells.chance)
    for number in reversed(range(len(model.nodes))):
        node = model.nodes[number]
        below = [best.pop(place[action.child]) for action in node.actions]
        if node.end:
            end -= 1
            best[number] = cells.totals[end]
        elif node.player is None:
            risk -= len(node.actions)
            share = cells.chance[risk : risk + len(node.actions)]
            best[number] = np.einsum("kp,kp->p", share, np.array(below))
        else:
            best[number] = np.max(below, axis=0)
    return best[0]


def taken(model: Model, found: Found, chance: Floats, player: str, action: str) -> Floats:
    """Probability that a player takes an action of a tree at least once."""
    import numpy as np

    place = {node.id: number for number, node in enumerate(model.nodes)}
    untaken = np.zeros((len(model.nodes), len(found)))  # there, without having taken it before
    untaken[0] = 1.0
    once = np.zeros(len(found))
    decision = risk = 0
    for number, node in enumerate(model.nodes):
        for move, each in enumerate(node.actions):
            if node.player is None:
                untaken[place[each.child]] = untaken[number] * chance[risk + move, found.row]
                continue
            here = untaken[number] * (found.moves[:, decision] == move)
            if node.player == player and each.id == action:
                once += here
            else:
                untaken[place[each.child]] = here
        if node.player is not None:
            decision += 1
        else:
            risk += len(node.actions)
    return once
