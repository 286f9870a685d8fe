"""The faces of the product of simplices on which a game may have equilibria.

Every combination of supports is one face. Most are ruled out exactly, by signs alone: where a
strategy of a support is never as good as another one against what the others play there, or no
better and somewhere worse (conditional dominance).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import Referee
from vcgame.solve.many.forms import Form, reduced, signs

__all__ = ["Face", "Gains", "faces", "survivors"]

Supports = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A combination of supports, and what an equilibrium with these supports satisfies.

    Attributes
    ----------
    supports
        Per player, the strategies played.
    mixing
        The players who mix.
    equations
        Forms that vanish: gains of each strategy over the first of its support.
    excess
        Forms that are not positive: gains of the strategies that are not played.
    """

    supports: Supports
    mixing: tuple[int, ...]
    equations: tuple[Form, ...]
    excess: tuple[Form, ...]

    @property
    def unknowns(self) -> int:
        """How many probabilities are free."""
        return sum(len(self.supports[k]) - 1 for k in self.mixing)


class Gains:
    """What players gain by one strategy over another, from payoffs cleared to integers."""

    def __init__(self, game: StrategicGame) -> None:
        self.tables = Referee(game).tables
        self.shape = game.shape
        strides, stride = [], 1
        for size in reversed(self.shape):
            strides.append(stride)
            stride *= size
        self.strides = strides[::-1]

    def over(self, supports: Supports, player: int, better: int, worse: int) -> Form:
        """Give what a player gains by one strategy over another, where the others play these."""
        axes = tuple([k for k, s in enumerate(supports) if len(s) > 1 and k != player])
        offsets = [0]
        for k, support in enumerate(supports):
            if k != player:
                stride = self.strides[k]
                offsets = [offset + s * stride for offset in offsets for s in support]
        table, stride = self.tables[player], self.strides[player]
        up, down = better * stride, worse * stride
        values = tuple([table[offset + up] - table[offset + down] for offset in offsets])
        return Form(player, axes, tuple([len(supports[k]) for k in axes]), values, better)


def survivors(game: StrategicGame) -> Supports:
    """Find the strategies that survive iterated elimination of strictly dominated ones.

    Examples
    --------
    >>> from fractions import Fraction
    >>> payoffs = tuple([Fraction(profile[0]) for profile in product(range(2), repeat=3)])
    >>> game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, (payoffs,) * 3)
    >>> survivors(game)
    ((1,), (0, 1), (0, 1))
    """
    gains = Gains(game)
    left = [tuple(range(size)) for size in game.shape]
    changing = True
    while changing:
        changing = False
        for player in range(len(left)):
            kept = tuple(
                [
                    s
                    for s in left[player]
                    if not any(
                        t != s and min(gains.over(tuple(left), player, t, s).values) > 0
                        for t in left[player]
                    )
                ]
            )
            changing = changing or len(kept) < len(left[player])
            left[player] = kept
    return tuple(left)


def faces(game: StrategicGame, strategies: Sequence[Sequence[int]]) -> Iterator[Face]:
    """List the faces that signs do not rule out, those of few unknowns first.

    Parameters
    ----------
    game
        Its payoffs are rational.
    strategies
        Per player, those that may be played.
    """
    gains = Gains(game)
    subsets = [
        [chosen for size in range(1, len(own) + 1) for chosen in combinations(own, size)]
        for own in strategies
    ]
    chosen = sorted(product(*subsets), key=lambda supports: (sum(map(len, supports)), supports))
    for supports in chosen:
        face = _face(gains, strategies, supports)
        if face is not None:
            yield face


def _face(gains: Gains, strategies: Sequence[Sequence[int]], supports: Supports) -> Face | None:
    """Collect the forms of one face, ``None`` where their signs rule it out."""
    equations, excess = [], []
    for player, support in enumerate(supports):
        for first, second in combinations(support, 2):
            form = gains.over(supports, player, second, first)
            below, above = signs(form)
            if below != above:
                return None
            if first == support[0]:
                equations.append(reduced(form))
        for unused in strategies[player]:
            if unused in support:
                continue
            for played in support:
                form = gains.over(supports, player, unused, played)
                below, above = signs(form)
                if above and not below:
                    return None
                if played == support[0]:
                    excess.append(form)
    mixing = tuple([k for k, support in enumerate(supports) if len(support) > 1])
    return Face(supports, mixing, tuple(equations), tuple(excess))
