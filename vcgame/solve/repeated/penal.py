"""Optimal penal codes: the least patience for a path with the worst credible punishments.

Abreu (1988): a path is the outcome of a subgame-perfect equilibrium if and only if it is one where
each deviation is followed by the equilibrium worst for the deviator. Here these are the worst
in pure actions with public lotteries, enclosed by `payoff_set`. The set of payoffs grows with the
discount factor, since later payoffs form a convex set (Abreu, Pearce and Stacchetti 1990,
theorem 6), so a path is kept up from one discount factor on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from vcgame.forms.strategic import Profile
from vcgame.solve.repeated.grim import worst_equilibria
from vcgame.solve.repeated.operator import Weights, acts_of, sustained
from vcgame.solve.repeated.patience import Patience, Reason, patience
from vcgame.solve.repeated.payoff_set import MOST_ACTS, payoff_set
from vcgame.solve.repeated.polygon import Point
from vcgame.solve.repeated.stage import Stage

__all__ = ["PenalCode", "kept_up", "penal_code", "quick_code"]

_WIDTH: Final = Fraction(1, 1024)
_TRIED: Final = (Fraction(9, 10), Fraction(99, 100))
_GAPS: Final = (Fraction(1, 50), Fraction(1, 5_000))

Ground = Literal[
    "minmax", "grim", "bracket", "many_players", "too_large", "never", "not_found", "not_tried"
]


@dataclass(frozen=True, slots=True)
class PenalCode:
    """The least discount factor at which a path is kept up by the worst punishments.

    Attributes
    ----------
    target
        Ids of the strategies on the path.
    low, high
        The discount factor is at least `low` and at most `high`; where both are the same it is
        that number, and the path is kept up at it. `high` is ``None`` where no discount factor
        was found that does; `low` is ``None`` where it is proved that none below 1 does.
    ground
        How that is known: ``"grim"`` (grim trigger needs no more than any punishment would),
        ``"minmax"`` (at the least that any punishment needs the path is kept up),
        ``"bracket"``, ``"many_players"`` and ``"too_large"`` (between the minmax and grim
        trigger; the sets of payoffs are not worked out), ``"never"``, ``"not_found"``,
        ``"not_tried"``.
    reason
        Why there is none.
    """

    target: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    ground: Ground
    reason: Reason = ""

    @property
    def exact(self) -> bool:
        """Whether the discount factor is known as a number, or that there is none."""
        return self.low is None or self.low == self.high


def quick_code(
    target: tuple[str, ...], floor: Patience, grim: Patience | None, ground: Ground
) -> PenalCode:
    """Compare what any punishment needs with what reverting to stage equilibria needs.

    Parameters
    ----------
    target
        Ids of the strategies on the path.
    floor, grim
        Discount factors with the minmax and with stage equilibria as punishments.
    ground
        Said where the two differ.
    """
    if floor.low is None or floor.high is not None:
        return PenalCode(target, None, None, "never", floor.reason or "rewarded")
    most = None if grim is None or grim.high is not None else grim.low
    if most == floor.low:
        return PenalCode(target, most, most, "grim")
    return PenalCode(target, floor.low, most, ground)


def penal_code(stage: Stage, target: Profile, *, closely: bool = True) -> PenalCode:
    """Find or enclose the critical discount factor of a path under optimal penal codes.

    Nobody can be held below its pure minmax, so the minmax as a punishment gives a lower
    bound, and reverting to stage equilibria an upper one. Between them, for two players, a
    discount factor is shown to do by a set that generates itself, and not to do by a set that
    holds all equilibrium payoffs; with `closely` false this is not tried.

    Examples
    --------
    >>> from vcgame.forms.strategic import StrategicGame
    >>> stage = Stage(StrategicGame.from_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]]))
    >>> penal_code(stage, (0, 0)).low
    Fraction(1, 2)
    """
    ids = tuple(own[k] for own, k in zip(stage.game.strategies, target, strict=True))
    players = range(len(stage.game.players))
    floor = patience([stage.incentive(target, k, stage.pure_minmax(k)) for k in players])
    grim = None
    if stage.equilibria:
        worst = worst_equilibria(stage, stage.equilibria)
        grim = patience([stage.incentive(target, k, worst[k]) for k in players])
    pair = len(stage.game.players) == 2
    small = stage.game.shape[0] * stage.game.shape[1] <= MOST_ACTS if pair else False
    ground: Ground = "bracket" if small else "too_large" if pair else "many_players"
    code = quick_code(ids, floor, grim, ground)
    if code.exact or code.low is None or not small:
        return code
    if not closely:
        return replace(code, ground="not_tried")
    if kept_up(stage, target, code.low):
        return PenalCode(ids, code.low, code.low, "minmax")
    most = code.high
    for option in _TRIED if most is None else ():
        if option > code.low and kept_up(stage, target, option):
            most = option
            break
    if most is None:
        return PenalCode(ids, code.low, None, "not_found")
    least, most = _narrowed(stage, target, code.low, most)
    return PenalCode(ids, least, most, "bracket")


def _narrowed(
    stage: Stage, target: Profile, least: Fraction, most: Fraction
) -> tuple[Fraction, Fraction]:
    """Halve what lies between; where a middle stays open, both sides of it are narrowed alone."""
    open_at = None
    while most - least > _WIDTH and open_at is None:
        middle = _short((least + most) / 2, (most - least) / 8)
        verdict = kept_up(stage, target, middle)
        if verdict is None:
            open_at = middle
        elif verdict:
            most = middle
        else:
            least = middle
    if open_at is not None:
        low = high = open_at
        while low - least > _WIDTH:
            middle = _short((least + low) / 2, (low - least) / 8)
            if kept_up(stage, target, middle) is False:
                least = middle
            else:
                low = middle
        while most - high > _WIDTH:
            middle = _short((high + most) / 2, (most - high) / 8)
            if kept_up(stage, target, middle):
                most = middle
            else:
                high = middle
    return least, most


def _short(value: Fraction, room: Fraction) -> Fraction:
    """Give a fraction of few digits near a number."""
    denominator = 1
    while abs((found := Fraction(round(value * denominator), denominator)) - value) > room:
        denominator *= 2
    return found


def kept_up(stage: Stage, target: Profile, delta: Fraction) -> bool | None:
    """Whether a path of two players is kept up at a discount factor; ``None`` if that is open.

    Examples
    --------
    >>> from vcgame.forms.strategic import StrategicGame
    >>> stage = Stage(StrategicGame.from_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]]))
    >>> kept_up(stage, (0, 0), Fraction(1, 2)), kept_up(stage, (0, 0), Fraction(49, 100))
    (True, False)
    """
    act = acts_of(stage)[stage.game.index(target)]
    weights = Weights.discounted(delta)

    def told(outer: Point, inner: Point | None) -> bool:
        return not sustained(act, outer, weights) or (
            inner is not None and sustained(act, inner, weights)
        )

    for gap in _GAPS:
        found = payoff_set(stage, delta, gap, enough=told)
        if found.threats is None or not sustained(act, found.threats, weights):
            return False
        if found.inner_threats is not None and sustained(act, found.inner_threats, weights):
            return True
    return None
