"""Commitment to mixed strategies with one follower, exactly.

See `vcgame.solve.commitment.stackelberg` for the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.commitment.answer import Commitment, Play
from vcgame.solve.linear.lotteries import Lotteries
from vcgame.solve.linear.rational import Constraint, feasible, maximise

__all__ = ["strong_commitment", "weak_commitment"]

Column = tuple[Fraction, ...]
"""Payoffs for one reply of the follower, over the strategies of the leader."""


def strong_commitment(game: StrategicGame, leader: int) -> Commitment:
    """Find the best mixed commitment where ties are broken for the leader.

    Parameters
    ----------
    game
        Two players, rational payoffs.
    leader
        Number of the player who moves first.
    """
    own, theirs = _columns(game, leader)
    found: list[tuple[Fraction, Play]] = []
    for reply, column in enumerate(theirs):
        rows = [
            {i: mine - other for i, (mine, other) in enumerate(zip(column, against, strict=True))}
            for k, against in enumerate(theirs)
            if k != reply
        ]
        best = Lotteries(rows, len(column)).best(own[reply])
        if best is not None:
            play = _play(leader, best.probabilities, reply, own, theirs)
            found.append((best.value, play))
    value = max([value for value, _ in found])
    plays = tuple([play for level, play in found if level == value])
    return Commitment("mixed", "strong", value, True, plays)


def weak_commitment(game: StrategicGame, leader: int) -> Commitment:
    """Find the supremum of mixed commitment where ties are broken against the leader.

    Parameters
    ----------
    game, leader
        As for `strong_commitment`.
    """
    own, theirs = _columns(game, leader)
    regions = [_Region(own, theirs, alike) for alike in _alike(theirs)]
    # From the best region on, the first that has an inside gives the value.
    best: list[tuple[_Region, tuple[Fraction, ...]]] = []
    for region in sorted(regions, key=lambda each: -each.value):
        if best and region.value < best[0][0].value:
            break
        inside = region.inside() if region.point else None
        if inside is not None:
            best.append((region, inside))
    value = best[0][0].value
    plays = []
    for region, _ in best:
        point = region.attaining(value)
        if point is not None:
            plays.append(_play(leader, point, region.worst(point), own, theirs))
    if plays:
        return Commitment("mixed", "weak", value, True, tuple(plays))
    region, inside = best[0]
    limit = _play(leader, region.point, region.worst(region.point), own, theirs)
    return Commitment("mixed", "weak", value, False, (limit,), inside)


class _Region:
    """The commitments to which replies that are alike for the follower are best replies."""

    def __init__(self, own: Sequence[Column], theirs: Sequence[Column], alike: list[int]) -> None:
        self.own, self.alike = own, alike
        self.size = len(own[0])
        mine = theirs[alike[0]]
        self.margins = {
            k: {i: a - b for i, (a, b) in enumerate(zip(mine, column, strict=True))}
            for k, column in enumerate(theirs)
            if k not in alike
        }
        self.weights = [Constraint({i: 1}) for i in range(self.size)]
        self.weights.append(Constraint(dict.fromkeys(range(self.size), 1), -1, "="))
        self.value, self.point = _optimum(self, own)

    def inside(self) -> tuple[Fraction, ...] | None:
        """Give a commitment where these replies are strictly better than any other."""
        strict = [Constraint(margin, 0, ">") for margin in self.margins.values()]
        return feasible([*self.weights, *strict], self.size)

    def weak(self) -> list[Constraint]:
        """Say that no other reply is better."""
        return [Constraint(margin) for margin in self.margins.values()]

    def worst(self, point: Sequence[Fraction]) -> int:
        """Give the reply among those alike that is worst for the leader."""
        values = {
            k: sum(a * p for a, p in zip(self.own[k], point, strict=True)) for k in self.alike
        }
        return min(self.alike, key=lambda k: values[k])

    def attaining(self, value: Fraction) -> tuple[Fraction, ...] | None:
        """Give a commitment at which no best reply yields less than a value, or ``None``.

        The ties that no commitment of the value avoids must not hurt either, which leaves fewer
        commitments with perhaps more such ties; it ends, for ties are finitely many.
        """
        ties: set[int] = set()
        while True:
            allowed = [*self.weights, *self.weak()]
            allowed += [
                Constraint(dict(enumerate(self.own[k])), -value) for k in (*self.alike, *ties)
            ]
            if feasible(allowed, self.size) is None:
                return None
            more = {
                k
                for k, margin in self.margins.items()
                if k not in ties
                and feasible([*allowed, Constraint(margin, 0, ">")], self.size) is None
            }
            if not more:
                apart = [Constraint(m, 0, ">") for k, m in self.margins.items() if k not in ties]
                return feasible([*allowed, *apart], self.size)
            ties |= more


def _optimum(region: _Region, own: Sequence[Column]) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Find the most that the leader gets in a region, and where; nowhere if it is empty."""
    nothing = (min(min(column) for column in own), ())
    if len(region.alike) == 1:
        rows = list(region.margins.values())
        best = Lotteries(rows, region.size).best(own[region.alike[0]])
        return nothing if best is None else (best.value, best.probabilities)
    level = region.size
    limits = [Constraint({**dict(enumerate(own[k])), level: -1}) for k in region.alike]
    optimum = maximise({level: 1}, [*region.weights, *region.weak(), *limits], level + 1)
    if optimum is None or optimum.value is None:
        return nothing
    return optimum.value, optimum.point[:level]


def _columns(game: StrategicGame, leader: int) -> tuple[list[Column], list[Column]]:
    """Give both players' payoffs for every reply, over the strategies of the leader."""
    first, second = game.matrices()
    if leader == 0:
        return [tuple(c) for c in zip(*first, strict=True)], [
            tuple(c) for c in zip(*second, strict=True)
        ]
    return [tuple(row) for row in second], [tuple(row) for row in first]


def _alike(theirs: Sequence[Column]) -> list[list[int]]:
    """Group the replies that are the same for the follower, whatever the leader does."""
    groups: dict[Column, list[int]] = {}
    for reply, column in enumerate(theirs):
        groups.setdefault(column, []).append(reply)
    return list(groups.values())


def _play(
    leader: int,
    mixture: Sequence[Fraction],
    reply: int,
    own: Sequence[Column],
    theirs: Sequence[Column],
) -> Play:
    mine, other = (
        sum((p * a for p, a in zip(mixture, columns[reply], strict=True)), Fraction(0))
        for columns in (own, theirs)
    )
    return Play(tuple(mixture), (reply,), (mine, other) if leader == 0 else (other, mine))
