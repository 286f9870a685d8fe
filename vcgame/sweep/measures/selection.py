"""Rules that select one of several equilibria; which one is used is always stated.

The equilibria of a point are its extreme ones (for more than two players, those that were found;
for trees, the pure subgame-perfect ones). No rule needs more of two players' games: each maximal
Nash subset is a product of two convex hulls of extreme points, on which payoffs and their total
are bilinear, so that they are largest, and smallest, at extreme equilibria. And where another
equilibrium does as well, so does every extreme one of the faces that carry its two strategies,
since a linear function that is largest inside a face is constant on it: what all selected
extreme equilibria agree on holds for every equilibrium of the rule.

Numbers are floats with a bound on their rounding error. Two that are not farther apart than
their bounds count as equal, so that rounding never breaks a tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from vcgame.errors import UsageError, nearest
from vcgame.sweep.measures.cells import EPS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "RULES",
    "Groups",
    "Rule",
    "best",
    "pareto_dominant",
    "read_rules",
    "risk_dominant",
    "worst",
]

Rule = Literal["all", "best", "worst", "risk-dominant", "pareto-dominant"]

RULES: Final[tuple[Rule, ...]] = ("all", "best", "worst", "risk-dominant", "pareto-dominant")


def read_rules(texts: Sequence[str]) -> tuple[Rule, ...]:
    """Read names of rules.

    Raises
    ------
    UsageError
        For an unknown name, or one that stands twice.
    """
    rules: list[Rule] = []
    for text in texts:
        rule = next((each for each in RULES if each == text), None)
        if rule is None:
            raise UsageError(f"--select {text!r} is no rule; {nearest(text, RULES)}")
        if rule in rules:
            raise UsageError(f"--select {text} stands twice; keep one")
        rules.append(rule)
    return tuple(rules)


class Groups:
    """Equilibria grouped by their point.

    Parameters
    ----------
    row
        Per equilibrium, the row of its point; never falling, and not empty.

    Attributes
    ----------
    heads
        Per group, the place of its first equilibrium.
    group
        Per equilibrium, the number of its group.
    alone
        Per equilibrium, whether its point has no other.
    """

    def __init__(self, row: NDArray[np.int64]) -> None:
        import numpy as np

        first = np.ones(len(row), dtype=np.bool_)
        first[1:] = row[1:] != row[:-1]
        self.heads = np.flatnonzero(first)
        self.group = np.cumsum(first) - 1
        self.alone = (np.diff(self.heads, append=len(row)) == 1)[self.group]

    def largest(self, values: Floats) -> Floats:
        """Give every equilibrium the largest value at its point."""
        import numpy as np

        return np.asarray(np.maximum.reduceat(values, self.heads)[self.group])

    def smallest(self, values: Floats) -> Floats:
        """Give every equilibrium the smallest value at its point."""
        return -self.largest(-values)

    def count(self, flags: Flags) -> NDArray[np.int64]:
        """Tell every equilibrium how many at its point are flagged."""
        import numpy as np

        return np.asarray(np.add.reduceat(flags.astype(np.int64), self.heads)[self.group])


def best(totals: Floats, errors: Floats, groups: Groups) -> Flags:
    """Select the equilibria of largest total surplus, all of them where they tie."""
    chosen: Flags = totals + errors >= groups.largest(totals - errors)
    return chosen


def worst(totals: Floats, errors: Floats, groups: Groups) -> Flags:
    """Select the equilibria of smallest total surplus, all of them where they tie."""
    chosen: Flags = totals - errors <= groups.smallest(totals + errors)
    return chosen


def pareto_dominant(payoffs: Floats, errors: Floats, groups: Groups) -> Flags:
    """Select the equilibrium that Pareto-dominates all others; none where there is no such.

    No player gets more in another equilibrium, and each other one gives some player less. An
    equilibrium that stands alone is selected.

    Parameters
    ----------
    payoffs, errors
        Shape (equilibria, players).
    groups
        The points.
    """
    import numpy as np

    good = np.ones(len(payoffs), dtype=np.bool_)
    for payoff, error in zip(payoffs.T, errors.T, strict=True):
        good &= best(payoff, error, groups)
    good &= groups.count(good) == 1
    return good


def risk_dominant(
    shape: Sequence[int],
    shares: Floats,
    payoffs: Floats,
    error: float,
    row: NDArray[np.int64],
    groups: Groups,
) -> Flags:
    """Select the risk-dominant equilibrium (Harsanyi and Selten 1988, section 3.9).

    In a 2x2 game with two strict pure equilibria it is the one whose product of deviation
    losses is larger: of what each player would lose by deviating alone. An equilibrium that
    stands alone is selected. None is where the products tie, and in other games with several
    equilibria.

    Parameters
    ----------
    shape
        Number of strategies of each player.
    shares
        Shape (equilibria, strategies of all players).
    payoffs, error
        Shape (players, profiles, points); a bound on their absolute errors beside rounding.
    row
        Per equilibrium, its point.
    groups
        The points.
    """
    import numpy as np

    chosen: Flags = groups.alone.copy()
    if tuple(shape) != (2, 2):
        return chosen
    first, second = payoffs.reshape(2, 2, 2, -1)
    with np.errstate(over="ignore", invalid="ignore"):
        for j in (0, 1):  # where the second player meets the first one's first strategy
            one, one_error, one_strict = _stake(first, second, error, (0, j))
            other, other_error, other_strict = _stake(first, second, error, (1, 1 - j))
            strict = one_strict & other_strict
            unsure = one_error + other_error
            # Pure strategies have shares of exactly 0 and 1.
            here = (shares[:, 0] == 1) & (shares[:, 2 + j] == 1)
            there = (shares[:, 1] == 1) & (shares[:, 3 - j] == 1)
            chosen |= here & (strict & (one - other > unsure))[row]
            chosen |= there & (strict & (other - one > unsure))[row]
    return chosen


def _stake(
    first: Floats, second: Floats, error: float, profile: tuple[int, int]
) -> tuple[Floats, Floats, Flags]:
    """Product of the deviation losses at a profile, its error, and whether both are losses."""
    import numpy as np

    i, j = profile
    pairs = ((first[i, j], first[1 - i, j]), (second[i, j], second[i, 1 - j]))
    (mine, mine_error), (yours, yours_error) = [
        (stay - leave, 6 * EPS * (np.abs(stay) + np.abs(leave)) + 2 * error)
        for stay, leave in pairs
    ]
    product = mine * yours
    unsure = (
        mine_error * np.abs(yours)
        + yours_error * np.abs(mine)
        + mine_error * yours_error
        + EPS * np.abs(product)
    )
    strict: Flags = (mine > mine_error) & (yours > yours_error)
    return product, unsure, strict
