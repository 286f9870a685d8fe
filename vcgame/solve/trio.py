"""All equilibria of a game of three players with two strategies each, exactly.

Let x, y, z be the probabilities of the three players' second strategies. What a player gains by
the second strategy over the first is bilinear in the two other probabilities, so the
equilibria lie on the faces of a cube and are known in closed form on each of the 27:

- at the 8 vertices, signs of payoff differences decide;
- on the 12 edges one player mixes, who must be indifferent; both others' gains are linear;
- on the 6 sides two players mix, each making the other indifferent;
- inside, all mix. With the gains as matrices A (of y, z), B (of z, x) and C (of x, y), the
  player whose gains are C is indifferent where (1-x, x) is in proportion to J C Y, with
  Y = (1-y, y) and J a quarter turn. Likewise for A, and what is left is one quadratic form,
  Y' A cof(B) C Y = 0 (the classical count of at most two: McKelvey and McLennan 1997).

Every sign is decided in integers, also of the irrational roots. The game is *degenerate* here
if some equilibrium is not regular (Harsanyi 1973; van Damme 1991, section 2.5): if there is a
best reply that is not played, or a singular Jacobian. Otherwise the equilibria are finitely
many and their number is odd (Harsanyi 1973; Wilson 1971).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Equilibrium, Real
from vcgame.solve.certificate import Referee
from vcgame.solve.components import connected
from vcgame.solve.surd import Surd
from vcgame.solve.trio_inside import Matrix, Weights, inside

__all__ = ["is_trio", "solve_trio"]

Point = tuple[Weights, Weights, Weights]
"""Per player, weights in proportion to the probabilities of both strategies."""

_METHOD = "closed form on the faces of the cube of mixed strategies"
_WHY = "every combination of supports solved in closed form, exact"
_PURE: tuple[Weights, Weights] = ((1, 0), (0, 1))


def is_trio(game: StrategicGame) -> bool:
    """Whether a game has three players, two strategies each and rational payoffs."""
    return game.shape == (2, 2, 2) and game.exact


def solve_trio(game: StrategicGame) -> Answer:
    """Find all equilibria of a game of three players with two strategies each.

    Parameters
    ----------
    game
        Its payoffs are rational.

    Returns
    -------
    Answer
        Probabilities and payoffs are fractions, or the nearest floats where they are
        irrational. The certificate is exactly 0 there too: the conditions of the equilibrium
        were verified for the irrational numbers themselves. ``degenerate`` says whether some
        equilibrium is not regular. ``complete`` is true unless there are infinitely many
        equilibria; then the pure ones, the isolated ones and the ends of straight segments are
        listed, and the notes name the families.

    Raises
    ------
    UnsupportedError
        For a game of another shape, or with irrational payoffs.

    Examples
    --------
    Three firms, each of which wants to differ from the next.

    >>> from itertools import product
    >>> payoffs = tuple(
    ...     tuple(Fraction(p[k] != p[(k + 1) % 3]) for p in product(range(2), repeat=3))
    ...     for k in range(3)
    ... )
    >>> answer = solve_trio(StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, payoffs))
    >>> [str(player[0]) for player in answer.equilibria[0].profile], answer.degenerate
    (['1/2', '1/2', '1/2'], False)
    """
    if not is_trio(game):
        raise UnsupportedError(
            "the closed form is for three players with two strategies each and rational payoffs"
        )
    return _Cube(game).answer()


class _Cube:
    """The search over the faces of one game's cube."""

    def __init__(self, game: StrategicGame) -> None:
        self.game = game
        self.referee = Referee(game)
        self.gains = _gains(self.referee.tables)
        self.points: list[Point] = []
        self.segments: list[tuple[Point, Point]] = []
        self.families: list[str] = []
        self.bent = False

    def answer(self) -> Answer:
        """Search all faces and put the equilibria into canonical order."""
        self._vertices()
        for player in range(3):
            for second in range(2):
                for third in range(2):
                    self._edge(player, second, third)
            for strategy in range(2):
                self._side(player, strategy)
        singular = self._inside()
        found = sorted(
            [self._equilibrium(point) for point in self.points],
            key=lambda each: (each.supports, each.best_replies, each.profile),
        )
        degenerate = (
            singular or bool(self.families) or any(e.supports != e.best_replies for e in found)
        )
        if not degenerate and len(found) % 2 == 0:
            raise AssertionError("vcgame is wrong: a regular game has an odd number of equilibria")
        complete = not self.families
        why = _WHY
        notes = list(dict.fromkeys(self.families))
        if not complete:
            why = (
                "there are infinitely many equilibria; listed are the pure ones, the isolated "
                "ones and the ends of straight segments"
            )
            if self.bent:
                notes.append("components that seem apart may be joined by equilibria not listed")
        return Answer(
            "nash", _METHOD, complete, why, degenerate, self._numbered(found), (), tuple(notes)
        )

    def _vertices(self) -> None:
        for first in range(2):
            for second in range(2):
                for third in range(2):
                    profile = (first, second, third)
                    if all(
                        _stands(s, self.gains[k][profile[k - 2]][profile[k - 1]])
                        for k, s in enumerate(profile)
                    ):
                        self.points.append((_PURE[first], _PURE[second], _PURE[third]))

    def _edge(self, player: int, second: int, third: int) -> None:
        """Let a player mix while the next two in turn play these strategies."""
        if self.gains[player][second][third]:
            return
        gains = self.gains[player - 2]
        low, high = _interval(second, gains[third][0], gains[third][1])
        gains = self.gains[player - 1]
        other = _interval(third, gains[0][second], gains[1][second])
        ends = max(low, other[0]), min(high, other[1])
        points = [_turned((_weights(end), _PURE[second], _PURE[third]), player) for end in ends]
        if self._segment(ends, points):
            self._family(player, (second, third), "mixes freely, or within bounds")

    def _side(self, player: int, strategy: int) -> None:
        """Let a player stick to a strategy while the next two mix."""
        gains = self.gains[player]
        # The second's gains hang on the third's probability, and the other way round.
        seconds = [self.gains[player - 2][k][strategy] for k in range(2)]
        thirds = self.gains[player - 1][strategy]
        second, third = _root(*thirds), _root(*seconds)
        if second and third:
            if _stands(strategy, _bilinear(gains, second, third)):
                self.points.append(_turned((_PURE[strategy], second, third), player))
        elif third and not any(thirds):
            values = [_bilinear(gains, weights, third) for weights in _PURE]
            ends = _interval(strategy, *values)
            points = [_turned((_PURE[strategy], _weights(e), third), player) for e in ends]
            if self._segment(ends, points):
                self._family(player, (strategy,), "lets both others mix along a segment")
        elif second and not any(seconds):
            values = [_bilinear(gains, second, weights) for weights in _PURE]
            ends = _interval(strategy, *values)
            points = [_turned((_PURE[strategy], second, _weights(e)), player) for e in ends]
            if self._segment(ends, points):
                self._family(player, (strategy,), "lets both others mix along a segment")
        elif not any(seconds) and not any(thirds):
            values = [value for row in gains for value in row]
            strict = any(value and _stands(strategy, value) for value in values)
            if strict or not any(values):
                self.bent = True
                self._family(player, (strategy,), "lets both others mix over an area")

    def _segment(self, ends: tuple[Fraction, Fraction], points: Sequence[Point]) -> bool:
        """List the inner ends of a segment; say whether it has more than one point."""
        low, high = ends
        if low > high:
            return False
        if low < high:
            self.segments.append((points[0], points[1]))
        inner = [p for end, p in zip(ends, points, strict=True) if 0 < end < 1]
        self.points.extend(inner[: 1 if low == high else 2])
        return low < high

    def _inside(self) -> bool:
        """Let all mix; say whether an equilibrium there is not regular."""
        found = inside(self.gains)
        self.points.extend(found.points)
        if found.infinite:
            self.bent = True
            self.families.append("a continuum of equilibria in which all three players mix")
        return found.singular

    def _family(self, player: int, strategies: tuple[int, ...], what: str) -> None:
        """Say in words where there is a continuum."""
        game = self.game
        if len(strategies) == 1:
            named = f"{game.players[player]} plays {game.strategies[player][strategies[0]]} and"
        else:
            played = [
                f"{game.players[k]} plays {game.strategies[k][s]}"
                for k, s in zip(((player + 1) % 3, (player + 2) % 3), strategies, strict=True)
            ]
            named = f"{', '.join(played)}, and {game.players[player]}"
        self.families.append(f"a continuum of equilibria: {named} {what}")

    def _equilibrium(self, point: Point) -> Equilibrium:
        """Certify a point by the payoffs alone."""
        finding = self.referee.examine(point)
        supports = tuple([tuple([s for s in (0, 1) if weights[s] != 0]) for weights in point])
        replies = tuple([found or () for found in finding.best_replies])
        if finding.refuted or any(
            not set(support) <= set(best) for support, best in zip(supports, replies, strict=True)
        ):
            raise AssertionError(f"vcgame is wrong: {point} fails its certificate")
        return Equilibrium(
            _probabilities(point),
            tuple([_real(value) for value in finding.payoffs]),
            finding.gain,
            supports,
            replies,
        )

    def _numbered(self, found: list[Equilibrium]) -> tuple[Equilibrium, ...]:
        """Number the components, joining the ends of segments."""
        place = {equilibrium.profile: k for k, equilibrium in enumerate(found)}
        masks = [1 << k for k in range(len(found))]
        for ends in self.segments:
            first, second = [place[_probabilities(end)] for end in ends]
            masks[first] |= 1 << second
        return tuple(
            [
                Equilibrium(
                    found[k].profile,
                    found[k].payoffs,
                    found[k].certificate,
                    found[k].supports,
                    found[k].best_replies,
                    number,
                )
                for number, members in enumerate(sorted(map(sorted, connected(masks))), start=1)
                for k in members
            ]
        )


def _gains(tables: Sequence[Sequence[int]]) -> tuple[Matrix, Matrix, Matrix]:
    """Give every player's gains by the second strategy, for the next two players in turn."""
    a, b, c = tables
    pair = (0, 1)
    return (
        tuple([tuple([a[4 + 2 * y + z] - a[2 * y + z] for z in pair]) for y in pair]),
        tuple([tuple([b[4 * x + 2 + z] - b[4 * x + z] for x in pair]) for z in pair]),
        tuple([tuple([c[4 * x + 2 * y + 1] - c[4 * x + 2 * y] for y in pair]) for x in pair]),
    )


def _stands(strategy: int, gain: Any) -> bool:
    """Whether a strategy is a best reply where the second gains this over the first."""
    return bool(gain >= 0 if strategy else gain <= 0)


def _interval(strategy: int, start: int, end: int) -> tuple[Fraction, Fraction]:
    """Where on 0..1 a linear gain lets a strategy be a best reply; 1, 0 for nowhere."""
    if not strategy:
        start, end = -start, -end
    if start >= 0 and end >= 0:
        return Fraction(0), Fraction(1)
    if start < 0 and end < 0:
        return Fraction(1), Fraction(0)
    root = Fraction(start, start - end)
    return (root, Fraction(1)) if start < 0 else (Fraction(0), root)


def _root(start: int, end: int) -> Weights | None:
    """Weights, both positive, at which a linear gain vanishes."""
    return (abs(end), abs(start)) if start * end < 0 else None


def _bilinear(gains: Matrix, first: Weights, second: Weights) -> Any:
    return sum([gains[j][k] * first[j] * second[k] for j in (0, 1) for k in (0, 1)])


def _weights(probability: Fraction) -> Weights:
    """Weights of a strategy that is played with a probability as the second."""
    return probability.denominator - probability.numerator, probability.numerator


def _turned(point: Point, player: int) -> Point:
    """Order weights that start at some player."""
    return point[-player], point[(1 - player) % 3], point[(2 - player) % 3]


def _probabilities(point: Point) -> tuple[tuple[Real, ...], ...]:
    return tuple([tuple([_real(_quotient(w, sum(weights))) for w in weights]) for weights in point])


def _quotient(value: Any, total: Any) -> Any:
    exact = isinstance(value, int) and isinstance(total, int)
    return Fraction(value, total) if exact else value / total


def _real(value: Any) -> Real:
    return value.real() if isinstance(value, Surd) else Fraction(value)
