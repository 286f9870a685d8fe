"""What is paid in the cells of a game, at many points, and how likely equilibria reach them.

A cell is a pure profile of a strategic game, or an end of a tree. Arrays run along the points
last, so that every operation goes over many points at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vcgame.model.model import Model
from vcgame.sweep.findings import Found
from vcgame.sweep.tree_sets import tree_sets

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["EPS", "Cells", "expected", "taken", "ulps", "weights"]

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
    made = _Made(model, found)
    risk = 0
    for number, node in enumerate(model.nodes):
        for move, action in enumerate(node.actions):
            taken = chance[risk + move, found.row] if node.player is None else made(number, move)
            reached[place[action.child]] = reached[number] * taken
        risk += len(node.actions) if node.player is None else 0
    return reached[[number for number, node in enumerate(model.nodes) if node.end]]


class _Made:
    """How likely a player makes a move at a node of a tree, in every equilibrium."""

    def __init__(self, model: Model, found: Found) -> None:
        self.found = found
        self.mixed = found.shares.shape[1] > 0
        self.column: dict[int, int] = {}
        if not self.mixed:
            movers = [number for number, node in enumerate(model.nodes) if node.player is not None]
            self.column = {number: column for column, number in enumerate(movers)}
            return
        start = 0
        for each in tree_sets(model):
            self.column |= dict.fromkeys(each.nodes, start)
            start += len(each.actions)

    def __call__(self, node: int, move: int) -> Floats:
        import numpy as np

        column = self.column[node]
        if self.mixed:
            # A set where all would do is never reached; what is counted there does not matter.
            return np.nan_to_num(self.found.shares[:, column + move])
        return np.asarray(self.found.moves[:, column] == move, dtype=np.float64)


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


def taken(model: Model, found: Found, chance: Floats, player: str, action: str) -> Floats:
    """Probability that a player takes an action of a tree at least once."""
    import numpy as np

    place = {node.id: number for number, node in enumerate(model.nodes)}
    untaken = np.zeros((len(model.nodes), len(found)))  # there, without having taken it before
    untaken[0] = 1.0
    once = np.zeros(len(found))
    made = _Made(model, found)
    risk = 0
    for number, node in enumerate(model.nodes):
        for move, each in enumerate(node.actions):
            if node.player is None:
                untaken[place[each.child]] = untaken[number] * chance[risk + move, found.row]
                continue
            here = untaken[number] * made(number, move)
            if node.player == player and each.id == action:
                once += here
            else:
                untaken[place[each.child]] = here
        risk += len(node.actions) if node.player is None else 0
    return once
