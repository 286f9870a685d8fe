"""The extreme equilibria at a value of one parameter, or on an interval, as ratios in it.

Which vertices the best-response polytopes have follows from the signs of minors
(`vcgame.derive.minors`); Cramer's rule gives their probabilities as ratios of polynomials.
Where no sign changes, the same ratios hold throughout. Degenerate games are no exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vcgame.derive.irrational import pure_pairs
from vcgame.derive.isolated import Root
from vcgame.derive.minors import Places, all_minors, vertex_places
from vcgame.derive.thresholds import Ratios
from vcgame.model.formula.terms import cleared, exact_terms

__all__ = ["Extreme", "ExtremeFinder", "Extremes", "Tie"]


@dataclass(frozen=True, slots=True)
class Extreme:
    """An extreme equilibrium; of more than two players a pure one.

    Attributes
    ----------
    supports, best_replies
        Per player, indices of strategies.
    component
        Number, from 1, of the connected component; ``None`` for more than two players.
    profile
        Per player, the probability of each strategy as a ratio of polynomials.
    payoffs
        Per player, the expected payoff.
    """

    supports: tuple[Places, ...]
    best_replies: tuple[Places, ...]
    component: int | None
    profile: tuple[tuple[Any, ...], ...]
    payoffs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A player to whom two strategies pay the same against some strategies of the others."""

    player: int
    first: str
    second: str
    profile: tuple[str, ...]
    """A pure profile that holds the first strategy."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """All extreme equilibria, by component, then supports, then best replies.

    Attributes
    ----------
    degenerate
        Whether a mixture has more best replies than strategies in its support; for more than
        two players, ``None``.
    ties
        The pairs of strategies between which somebody is indifferent at a pure profile.
    """

    equilibria: tuple[Extreme, ...]
    degenerate: bool | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """A vertex of one player's polytope, and rows and columns that determine it."""

    support: Places
    replies: Places
    rows: Places
    columns: Places


class _Signed:
    """Ratios whose signs are asked for at many numbers."""

    def __init__(self, ratios: Mapping[Any, Any]) -> None:
        self.ratios = ratios
        self._whole = {key: _integers(ratio) for key, ratio in ratios.items()}

    def at(self, root: Root) -> dict[Any, int]:
        """Give all signs at a number."""
        if not root.rational:
            return {key: root.sign(ratio) for key, ratio in self.ratios.items()}
        above, below = root.low.numerator, root.low.denominator
        return {key: _sign(parts, above, below) for key, parts in self._whole.items()}


def _integers(ratio: Any) -> tuple[list[int], ...]:
    """Give the coefficients of numerator and denominator as whole numbers, the highest first."""
    parts = []
    for polynomial in (ratio.numer, ratio.denom):
        terms = {powers[0]: value for powers, value in cleared(exact_terms(polynomial))[0]}
        parts.append([int(terms.get(k, 0)) for k in range(max(terms, default=0), -1, -1)])
    return tuple(parts)


def _sign(parts: tuple[list[int], ...], above: int, below: int) -> int:
    """Give the sign at a fraction: Horner's scheme, cleared of the denominator."""
    sign = 1
    for coefficients in parts:
        total, power = 0, 1
        for coefficient in coefficients:
            total = total * above + coefficient * power
            power *= below
        sign *= (total > 0) - (total < 0)
    return sign


class _Polytope:
    """The mixtures of one player over the columns of a matrix of the other's payoffs."""

    def __init__(self, matrix: list[list[Any]]) -> None:
        self.matrix = matrix
        self._minors = _Signed(all_minors(matrix))
        self._zero = matrix[0][0] - matrix[0][0]
        self._known: dict[tuple[Places, ...], tuple[tuple[Any, ...], Any]] = {}

    def sides(self, root: Root) -> list[_Side]:
        """Find the vertices."""
        shape = (len(self.matrix), len(self.matrix[0]))
        places = vertex_places(self._minors.at(root), shape, int)
        return [_Side(*vertex, *place) for vertex, place in places.items()]

    def solved(self, side: _Side) -> tuple[tuple[Any, ...], Any]:
        """Give the mixture of a vertex, and what the other earns against it."""
        key = (side.support, side.rows, side.columns)
        if key not in self._known:
            minors = self._minors.ratios
            weights = {
                column: (-1) ** place * minors[side.rows, _without(side.columns, place)]
                for place, column in enumerate(side.columns)
                if column in side.support
            }
            total = sum(weights.values(), self._zero)
            width = range(len(self.matrix[0]))
            mixture = tuple(weights[c] / total if c in weights else self._zero for c in width)
            row = self.matrix[side.rows[0]]
            earned = sum((row[c] * mixture[c] for c in side.support), self._zero)
            self._known[key] = mixture, earned
        return self._known[key]


def _without(places: Places, place: int) -> Places:
    return places[:place] + places[place + 1 :]


class _Game:
    """What is worked out once for payoffs on the same branches."""

    def __init__(self, ratios: Ratios) -> None:
        self._ties = _Signed(dict(_gaps(ratios)))
        self.polytopes: tuple[_Polytope, ...] = ()
        if len(ratios.model.players) == 2:
            own, other = ratios.matrices()
            self.polytopes = (_Polytope(other), _Polytope(own))

    def ties(self, root: Root) -> tuple[Tie, ...]:
        return tuple(tie for tie, sign in self._ties.at(root).items() if not sign)


class ExtremeFinder:
    """Finds extreme equilibria; what equal payoffs have in common is worked out once."""

    def __init__(self) -> None:
        self._known: dict[Any, _Game] = {}

    def find(self, ratios: Ratios, root: Root) -> Extremes:
        """Find all extreme equilibria at a number, or on the open interval around it.

        Parameters
        ----------
        ratios
            The payoffs on the branches that are taken.
        root
            The number; for an interval any rational number of it.

        Notes
        -----
        Avis, Rosenberg, Savani and von Stengel (2010): extreme equilibria are the compatible
        pairs of vertices, connected sets of them the components.
        """
        key = tuple(ratios.payoffs.values())
        game = self._known.get(key) or self._known.setdefault(key, _Game(ratios))
        if not game.polytopes:
            return Extremes(tuple(_pure(ratios, root)), None, game.ties(root))
        firsts, seconds = (polytope.sides(root) for polytope in game.polytopes)
        degenerate = any(len(v.support) != len(v.replies) for v in (*firsts, *seconds))
        found = _paired(firsts, seconds, game.polytopes)
        return Extremes(found, degenerate, game.ties(root))


def _paired(
    firsts: list[_Side], seconds: list[_Side], polytopes: tuple[_Polytope, ...]
) -> tuple[Extreme, ...]:
    pairs = sorted(
        (
            ((x.support, y.support), (y.replies, x.replies), i, j)
            for i, x in enumerate(firsts)
            for j, y in enumerate(seconds)
            if set(x.support) <= set(y.replies) and set(y.support) <= set(x.replies)
        ),
    )
    group: dict[tuple[str, int], int] = {}
    for number, (_, _, i, j) in enumerate(pairs):
        joined = {group.get(end, number) for end in (("x", i), ("y", j))}
        least = min(joined)
        group.update({end: least for end, old in group.items() if old in joined})
        group.update({("x", i): least, ("y", j): least})
    numbers: dict[int, int] = {}
    found = []
    for supports, replies, i, j in pairs:
        component = numbers.setdefault(group["x", i], len(numbers) + 1)
        x, for_second = polytopes[0].solved(firsts[i])
        y, for_first = polytopes[1].solved(seconds[j])
        found.append(Extreme(supports, replies, component, (x, y), (for_first, for_second)))
    return tuple(sorted(found, key=lambda each: each.component or 0))


def _pure(ratios: Ratios, root: Root) -> Iterator[Extreme]:
    """Find the pure equilibria of any number of players."""
    ids = [[strategy.id for strategy in player.strategies] for player in ratios.model.players]
    zero = ratios.one - ratios.one
    for profile, (played, replies) in pure_pairs(ratios, root).items():
        mixtures = tuple(
            tuple(ratios.one if s == id else zero for s in strategies)
            for strategies, id in zip(ids, profile, strict=True)
        )
        yield Extreme(played, replies, None, mixtures, ratios.payoffs[profile])


def _gaps(ratios: Ratios) -> Iterator[tuple[Tie, Any]]:
    """Give all payoff differences of one player between two strategies."""
    for profile, values in ratios.payoffs.items():
        for player, each in enumerate(ratios.model.players):
            strategies = [strategy.id for strategy in each.strategies]
            for other in strategies[strategies.index(profile[player]) + 1 :]:
                swapped = (*profile[:player], other, *profile[player + 1 :])
                tie = Tie(player, profile[player], other, profile)
                yield tie, values[player] - ratios.payoffs[swapped][player]
