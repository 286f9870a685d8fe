"""The subgame-perfect equilibrium payoffs of a repeated game, from outside and from inside.

The set holds what pure actions, perfect monitoring and public lotteries support. It is the
largest set that generates itself (Abreu, Pearce and Stacchetti 1990). From outside it is reached by
going one step back again and again (Judd, Yeltekin and Conklin 2003), with the shortcut of Abreu
and Sannikov (2014) for profiles that can be repeated; every polygon on the way holds the set.
From inside, polygons are found that are shown to generate themselves: each lies in the set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from vcgame.errors import UsageError
from vcgame.solve.repeated.operator import (
    Act,
    Weights,
    acts_of,
    generated,
    sustained,
    threat_of,
)
from vcgame.solve.repeated.polygon import (
    Point,
    Polygon,
    area,
    contains,
    distance,
    hull,
    includes,
    rounded_in,
    rounded_out,
)
from vcgame.solve.repeated.stage import Stage

__all__ = ["MOST_ACTS", "PayoffSet", "check_delta", "payoff_set"]

MOST_ACTS: Final = 400
"""So many profiles a game may have whose set of payoffs is worked out."""

MOST_STEPS: Final = 250_000
"""Work for one set: vertices times profiles, weighted by the length of the numbers, and pairs of
vertices that are compared."""

FINEST: Final = Fraction(1, 10**12)
"""Steps that change less, as a share of the range of payoffs, are not waited for."""

_EXACT: Final = Fraction(0)
_ATTEMPTS: Final = 24
_SIMPLE: Final = (100, 10_000, 1_000_000)
"""Vertices that are only neared are guessed with denominators up to these."""

Status = Literal["exact", "within", "open", "empty"]
Judge = Callable[[Point, Point | None], bool]


@dataclass(frozen=True, slots=True)
class PayoffSet:
    """Bounds of a set of equilibrium payoffs.

    Attributes
    ----------
    delta
        The discount factor.
    outer
        Vertices of a polygon that holds the set; none where the set is empty.
    inner
        Vertices of a polygon within the set, which generates itself.
    gap
        How far the two are apart at most (Hausdorff distance); 0 if they are the same.
    wanted
        How far apart they may be.
    threats
        The worst for each player in `outer`: no equilibrium gives less. ``None`` if it is empty.
    status
        ``"exact"`` (both are the set), ``"within"`` (the wanted gap), ``"open"`` (the work that
        is allowed ended before), or ``"empty"`` (no equilibrium in pure actions, proved).
    steps
        Steps back that were taken.
    """

    delta: Fraction
    outer: Polygon
    inner: Polygon
    gap: Fraction | None
    wanted: Fraction
    threats: Point | None
    status: Status
    steps: int

    @property
    def inner_threats(self) -> Point | None:
        """The worst for each player in `inner`: some equilibrium gives that."""
        return threat_of(self.inner) if self.inner else None


def check_delta(delta: Fraction, *, closed: bool = False) -> None:
    """Refuse what is no discount factor."""
    if not 0 <= delta <= 1 or (delta == 1 and not closed):
        right = "from 0 to 1" if closed else "from 0 to less than 1"
        raise UsageError(f"delta is {delta}; a discount factor here is {right}")


def payoff_set(
    stage: Stage,
    delta: Fraction,
    gap: Fraction = Fraction(1, 1000),
    *,
    enough: Judge | None = None,
) -> PayoffSet:
    """Enclose the set of subgame-perfect equilibrium payoffs of two players.

    Parameters
    ----------
    stage
        The game of one round, of two players.
    delta
        The discount factor, at least 0 and less than 1.
    gap
        How far apart the polygons may be, as a share of the widest range of a player's payoffs.
    enough
        Told the worst payoffs of the outer and of the inner polygon, says whether
        these will do.

    Examples
    --------
    >>> from vcgame.forms.strategic import StrategicGame
    >>> dilemma = StrategicGame.from_matrices([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
    >>> found = payoff_set(Stage(dilemma), Fraction(1, 2))
    >>> found.status, found.outer == found.inner, found.threats
    ('exact', True, (Fraction(0, 1), Fraction(0, 1)))
    """
    check_delta(delta)
    acts = acts_of(stage)
    if len(acts) > MOST_ACTS:
        raise UsageError(f"{len(acts)} profiles; a set of payoffs is worked out for {MOST_ACTS}")
    return _Search(stage, acts, delta, gap, enough).found()


class _Search:
    """One search for a set, with the work that is left."""

    def __init__(
        self,
        stage: Stage,
        acts: tuple[Act, ...],
        delta: Fraction,
        gap: Fraction,
        enough: Judge | None,
    ) -> None:
        self.delta = delta
        self.weights = Weights.discounted(delta)
        self.enough = enough
        self.whole = hull(act.payoffs for act in acts)
        self.acts = acts
        self.range = max(
            max(p[k] for p in self.whole) - min(p[k] for p in self.whole) for k in (0, 1)
        ) or Fraction(1)
        self.wanted = gap * self.range
        self.floor: Point = (stage.pure_minmax(0), stage.pure_minmax(1))
        self.work = MOST_STEPS
        self.steps = 0

    def found(self) -> PayoffSet:
        """Alternate between steps from outside and attempts from inside."""
        outer, threat = self.whole, self.floor
        inner: Polygon = ()
        fine = self.wanted / 64
        while True:
            outer, threat, still = self._shrunk(outer, threat, fine)
            if not outer:
                return self._answer((), (), "empty")
            inner = self._grown(outer, threat, inner, fine)
            apart = self._apart(outer, inner) if inner else None
            if apart == 0:
                return self._answer(outer, inner, "exact")
            if apart is not None and apart <= self.wanted:
                return self._answer(outer, inner, "within")
            if self.enough is not None and self.enough(
                threat_of(outer), threat_of(inner) if inner else None
            ):
                return self._answer(outer, inner, "open")
            done = fine < self.range * FINEST or (still and fine < self.wanted / 10**6)
            if self.work < 0 or done:
                return self._answer(outer, inner, "open")
            fine /= 16

    def _answer(self, outer: Polygon, inner: Polygon, status: Status) -> PayoffSet:
        gap = distance(outer, inner) if inner and outer else (_EXACT if not outer else None)
        threats = threat_of(outer) if outer else None
        return PayoffSet(self.delta, outer, inner, gap, self.wanted, threats, status, self.steps)

    def _step(self, acts: Sequence[Act], later: Polygon, threat: Point) -> Polygon:
        self.steps += 1
        bits = max((v.denominator.bit_length() for point in later for v in point), default=0)
        self.work -= len(later) * len(acts) * (1 + bits // 256)
        return generated(acts, later, threat, self.weights, stationary=True)

    def _apart(self, outer: Polygon, inner: Polygon) -> Fraction:
        self.work -= len(outer) * len(inner)
        return distance(outer, inner)

    def _shrunk(
        self, outer: Polygon, threat: Point, fine: Fraction, *, fixed: bool = False
    ) -> tuple[Polygon, Point, bool]:
        """Step back until a step changes little; whether the last one changed nothing."""
        while self.work >= 0:
            if outer and not fixed:
                worst = threat_of(outer)
                threat = (max(threat[0], worst[0]), max(threat[1], worst[1]))
            smaller = rounded_out(self._step(self.acts, outer, threat))
            if not smaller or smaller == outer:
                return smaller, threat, True
            apart = self._apart(outer, smaller)
            outer = smaller
            if apart <= fine * (1 - self.delta) / 8:
                return outer, threat, False
        return outer, threat, False

    def _grown(self, outer: Polygon, threat: Point, inner: Polygon, fine: Fraction) -> Polygon:
        """Find a polygon that generates itself, and let it grow by what it generates."""
        inner = self._growth(outer, hull([*inner, *self._repeated(outer)]), fine)
        for seed in self._seeds(outer, threat, fine):
            if inner and self._apart(outer, inner) <= self.wanted:
                break
            if seed and not includes(inner, seed):
                inner = self._growth(outer, hull([*inner, *seed]), fine)
        return inner

    def _seeds(self, outer: Polygon, threat: Point, fine: Fraction) -> Iterator[Polygon]:
        """Look for polygons that generate themselves, the cheapest way first."""
        yield self._guessed_seed(outer)
        yield self._credible_seed(threat, outer)
        for power in range(4):
            if self.work < 0:
                return
            seed = self._slack_seed(threat, fine * 4**power, outer)
            yield seed
            if seed:
                return

    def _repeated(self, outer: Polygon) -> list[Point]:
        """Give the payoffs of profiles that, each repeated, support one another."""
        kept = [act for act in self.acts if contains(outer, act.payoffs)]
        while kept:
            worst = (min(a.payoffs[0] for a in kept), min(a.payoffs[1] for a in kept))
            left = [act for act in kept if sustained(act, worst, self.weights)]
            if len(left) == len(kept):
                break
            kept = left
        return [act.payoffs for act in kept]

    def _growth(self, outer: Polygon, inner: Polygon, fine: Fraction) -> Polygon:
        """Add what is generated: a set that generates itself still does so with it."""
        while inner and self.work >= 0:
            made = self._step(self.acts, inner, threat_of(inner))
            larger = hull([*inner, *self._stationary(inner), *rounded_in(made)])
            if larger == inner or self._apart(outer, larger) == 0:
                return larger
            apart = self._apart(larger, inner)
            inner = larger
            if apart <= fine * (1 - self.delta) / 8:
                break
        return inner

    def _stationary(self, inner: Polygon) -> list[Point]:
        worst = threat_of(inner)
        return [act.payoffs for act in self.acts if sustained(act, worst, self.weights)]

    def _credible_seed(self, threat: Point, outer: Polygon) -> Polygon:
        """Let what the worst threats support grow, until it holds these threats itself."""
        made = hull(
            act.payoffs
            for act in self.acts
            if contains(outer, act.payoffs) and sustained(act, threat, self.weights)
        )
        for _ in range(_ATTEMPTS if made else 0):
            worst = threat_of(made)
            if worst[0] <= threat[0] and worst[1] <= threat[1]:
                return made
            larger = hull([*made, *rounded_in(self._step(self.acts, made, threat))])
            if larger == made or self.work < 0:
                # The worst threats may only be neared from outside, step by step.
                return made if self._generates_itself(made) else ()
            made = larger
        return ()

    def _guessed_seed(self, outer: Polygon) -> Polygon:
        """Check the polygon from outside, and simple numbers that its vertices may near."""
        if self._generates_itself(outer):
            return outer
        for most in _SIMPLE:
            guess = hull((x.limit_denominator(most), y.limit_denominator(most)) for x, y in outer)
            if self._generates_itself(guess):
                return guess
        return ()

    def _generates_itself(self, polygon: Polygon) -> bool:
        self.work -= len(polygon) * (len(self.acts) + len(polygon))
        own = threat_of(polygon)
        return includes(generated(self.acts, polygon, own, self.weights), polygon)

    def _slack_seed(self, threat: Point, slack: Fraction, outer: Polygon) -> Polygon:
        """Shrink the set that milder threats support, until it generates itself.

        The milder threats leave room in every constraint, which the shrinking then takes.
        """
        if area(outer) == 0 or self.delta == 0:
            return ()
        milder = (threat[0] + slack, threat[1] + slack)
        made, _, _ = self._shrunk(outer, milder, slack / 64, fixed=True)
        if not made or area(made) == 0:
            return ()
        worst = threat_of(made)
        room = min(milder[k] - worst[k] for k in (0, 1))
        if room <= 0:
            return ()
        count = len(made)
        middle = [sum((p[k] for p in made), Fraction(0)) / count for k in (0, 1)]
        share = room * self.delta / (4 * self.range)
        seed = rounded_in(
            hull((x + share * (middle[0] - x), y + share * (middle[1] - y)) for x, y in made)
        )
        return seed if self._generates_itself(seed) else ()
