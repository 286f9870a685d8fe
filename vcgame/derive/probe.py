"""Putting a claim to the test at one exact point, with the solvers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

from vcgame.derive.dynamic_statements import dynamic_statement
from vcgame.derive.repeated.points import DiscountProbe
from vcgame.derive.statement import in_order_class
from vcgame.derive.symmetric.claims import alike_finding
from vcgame.derive.trees.points import tree_finding
from vcgame.errors import EvaluationError
from vcgame.forms.order import order_class
from vcgame.forms.point import strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.model.claim import (
    AtRest,
    Better,
    Choices,
    Claim,
    Claimed,
    Discount,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    Mixture,
    OrderClass,
    Plays,
    StableStates,
    Statics,
    Threshold,
)
from vcgame.model.formula.expression import Condition
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at
from vcgame.solve.certificate import Referee
from vcgame.solve.nash import solve_nash
from vcgame.solve.numbers import BITS, UndecidedError, cleared, working_precision
from vcgame.solve.sign import real, sign, wrapped

__all__ = ["Probe", "UndecidedPointError"]

CLOSE = 1e-9
"""Floats that stand for irrational numbers and differ by more are different numbers."""

Point = Mapping[str, Fraction]
Finding = tuple[bool, str]
Numbers = tuple[tuple[Any, ...], ...]


class UndecidedPointError(Exception):
    """The claim cannot be decided at a point: an irrational tie, or a limit."""


class _UnstatedError(Exception):
    """The claim says nothing about the side of a threshold that a point is on."""


class Probe:
    """Tests one claim of a model at points."""

    def __init__(self, model: Model, claim: Claim) -> None:
        self.model = model
        self.claim = claim
        self._statement: Condition | None = None
        self._repeated: DiscountProbe | None = None

    def holds(self, point: Point) -> Finding | None:
        """Whether the claim is true at a point, and what was found there.

        Returns ``None`` where the claim says nothing about the point.

        Raises
        ------
        UndecidedPointError
            Where it cannot be decided: an irrational tie, or a formula without a value.
        """
        try:
            stated = self._stated(point)
            if not stated and not self.claim.exactly:
                return None
            true, found = self._test(self.claim.claimed, point)
        except _UnstatedError:
            return None
        except (EvaluationError, UndecidedError) as error:
            raise UndecidedPointError from error
        if self.claim.exactly and not stated:
            return (not true, f"it holds outside its condition: {found}" if true else found)
        return true, found

    def _stated(self, point: Point) -> bool:
        """Whether the conditions of the claim hold."""
        verdicts = []
        for condition in self.claim.when:
            verdicts.append(is_true(condition, point))
            if verdicts[-1] is False:
                return False
        if None in verdicts:
            raise UndecidedPointError
        return True

    def _true(self, condition: Condition, point: Point) -> bool:
        verdict = is_true(condition, point)
        if verdict is None:
            raise UndecidedPointError
        return verdict

    def _test(self, claimed: Claimed, point: Point) -> Finding:
        if self.model.form == "symmetric" and not isinstance(claimed, Inequality | Discount):
            return alike_finding(self.model, claimed, point)
        match claimed:
            case Equilibria():
                return self._equilibria(claimed, point)
            case Includes(profiles):
                return self._includes(profiles, point)
            case Dominant():
                return self._dominant(claimed, point)
            case OrderClass(name):
                return self._order_class(name, point)
            case Inequality(relation):
                true = self._true(relation, point)
                return true, "the relation holds" if true else "the relation does not hold"
            case Better():
                return self._better(claimed, point)
            case Choices() | Plays():
                return tree_finding(self.model, claimed, point)
            case Threshold():
                return self._threshold(claimed, point)
            case AtRest() | StableStates() | Statics():
                return self._dynamic(claimed, point)
            case Discount():
                return self._discount(claimed, point)
        raise TypeError(claimed)

    def _equilibria(self, claimed: Equilibria, point: Point) -> Finding:
        game = strategic_game(self.model, point)
        answer = solve_nash(game, refine=lambda bits: strategic_game(self.model, point, bits))
        if not answer.complete:
            raise UndecidedPointError
        found = [equilibrium.profile for equilibrium in answer.equilibria]
        wanted = [self._numbers(profile, point) for profile in claimed.profiles]
        described = "; ".join(_describe(game, profile) for profile in found) or "none"
        true = _alike(found, wanted)
        if true and claimed.components is not None and answer.components != claimed.components:
            return False, f"{answer.components} components: {described}"
        return true, f"the equilibria are {described}"

    def _numbers(self, profile: Mixture, point: Point) -> Numbers:
        return tuple(tuple(wrapped(value_at(p, point)) for p in mixture) for mixture in profile)

    def _includes(self, profiles: tuple[Mixture, ...], point: Point) -> Finding:
        game = strategic_game(self.model, point)
        referee = Referee(game)
        for profile in profiles:
            numbers = self._numbers(profile, point)
            weights = [cleared(mixture)[0] for mixture in numbers]
            with nullcontext() if game.exact else working_precision(BITS):
                finding = referee.examine(weights)
            if finding.refuted:
                where = _describe(game, numbers)
                return False, f"a deviation from {where} gains {finding.gain}"
            if finding.gain != 0:
                raise UndecidedPointError
        return True, "no deviation gains"

    def _order_class(self, name: str, point: Point) -> Finding:
        game = strategic_game(self.model, point)
        if not game.exact:
            true = self._true(in_order_class(self.model, name), point)
            return true, f"the payoff order is {'' if true else 'not '}that of {name}"
        found = order_class(game)
        return found == name, f"the payoff order is {found or 'of no named class'}"

    def _dominant(self, claimed: Dominant, point: Point) -> Finding:
        game = strategic_game(self.model, point)
        player = game.players.index(claimed.player)
        own = game.strategies[player].index(claimed.strategy)
        better: dict[int, bool] = {}
        for profile in game.profiles():
            if profile[player] != own:
                continue
            for rival in range(game.shape[player]):
                if rival == own:
                    continue
                other = (*profile[:player], rival, *profile[player + 1 :])
                order = _order(game.payoff(profile)[player], game.payoff(other)[player])
                if order < 0 or (claimed.strictly and order == 0):
                    more = "more than" if order < 0 else "as much as"
                    return False, f"{game.label(other)} pays {more} {game.label(profile)}"
                better[rival] = better.get(rival, False) or order > 0
        if not all(better.values()):
            return False, "another strategy always pays the same"
        return True, "it is dominant"

    def _better(self, claimed: Better, point: Point) -> Finding:
        game = strategic_game(
            self.model, {**point, **dict.fromkeys(self.model.transfers, Fraction(0))}
        )
        totals = []
        for ids in (claimed.profile, claimed.than):
            profile = tuple(known.index(id) for known, id in zip(game.strategies, ids, strict=True))
            totals.append(_total(game.payoff(profile)))
        said = " and ".join(str(real(total)) for total in totals)
        return _order(*totals) > 0, f"the totals are {said}"

    def _dynamic(self, claimed: AtRest | StableStates | Statics, point: Point) -> Finding:
        if self._statement is None:
            self._statement = dynamic_statement(self.model, claimed)
        true = self._true(self._statement, point)
        return true, "it is as claimed" if true else "it is not so"

    def _discount(self, claimed: Discount, point: Point) -> Finding:
        if self._repeated is None:
            self._repeated = DiscountProbe(self.model, claimed)
        found = self._repeated.finding(point)
        if found is None:
            raise _UnstatedError
        return found

    def _threshold(self, claimed: Threshold, point: Point) -> Finding:
        order = _order(point[claimed.parameter], value_at(claimed.value, point))
        side = claimed.below if order < 0 else claimed.above if order > 0 else claimed.equal
        if side is None:
            raise _UnstatedError
        return self._test(side, point)


def _order(first: Any, second: Any) -> int:
    """Whether a number is greater than another (1), the same (0) or less (-1)."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return sign(first - second)
    with working_precision(BITS):
        return sign(wrapped(first) - wrapped(second))


def _total(payoffs: tuple[Any, ...]) -> Any:
    with nullcontext() if _rational(payoffs) else working_precision(BITS):
        return sum(map(wrapped, payoffs[1:]), wrapped(payoffs[0]))


def _rational(numbers: tuple[Any, ...]) -> bool:
    return all(isinstance(number, Fraction) for number in numbers)


def _alike(found: Sequence[Numbers], wanted: Sequence[Numbers]) -> bool:
    """Whether two lists hold the same profiles.

    Raises
    ------
    UndecidedPointError
        Where irrational numbers are too close to tell.
    """
    verdicts = [[_same(one, other) for other in wanted] for one in found]
    matches = [*verdicts, *([row[k] for row in verdicts] for k in range(len(wanted)))]
    if not all(True in row or None in row for row in matches):
        return False
    if not all(True in row for row in matches):
        raise UndecidedPointError
    return True


def _same(first: Numbers, second: Numbers) -> bool | None:
    """Whether two profiles are the same; ``None`` where that cannot be told."""
    verdicts = {
        _equal(p, q)
        for one, other in zip(first, second, strict=True)
        for p, q in zip(one, other, strict=True)
    }
    return False if False in verdicts else None if None in verdicts else True


def _equal(first: Any, second: Any) -> bool | None:
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first == second
    return None if abs(float(real(first)) - float(real(second))) <= CLOSE else False


def _describe(game: StrategicGame, profile: Numbers) -> str:
    """Write a profile briefly: ids, with probabilities where it mixes."""
    parts = []
    for ids, mixture in zip(game.strategies, profile, strict=True):
        played = [(id, real(p)) for id, p in zip(ids, mixture, strict=True) if real(p) != 0]
        if len(played) == 1:
            parts.append(played[0][0])
        else:
            parts.append(" + ".join(f"{p} {id}" for id, p in played))
    return f"({', '.join(parts)})"
