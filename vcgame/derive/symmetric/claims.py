"""What is claimed of alike firms: as conditions in the parameters, and at points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.statement import ZERO, all_of
from vcgame.derive.symmetric.firms import AlikeFirms
from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.symmetric import SymmetricGame
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.claim import (
    AlikeMixed,
    AlikeShares,
    Better,
    Claimed,
    Counts,
    Dominant,
    Includes,
    Inequality,
    Mixture,
)
from vcgame.model.firms import number_of_firms
from vcgame.model.formula.expression import Comparison, Condition, Name, Number, Relation
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.restriction import restricted
from vcgame.model.surplus import without_transfers
from vcgame.solve.numbers import BITS, UndecidedError, working_precision
from vcgame.solve.sign import sign, wrapped
from vcgame.solve.symmetric.answer import SymmetricEquilibrium
from vcgame.solve.symmetric.counts import pure_equilibria
from vcgame.solve.symmetric.mixed import Mixed, mixed_equilibria

__all__ = ["alike_finding", "alike_statement", "for_all_counts"]


def alike_statement(
    model: Model, claimed: Claimed, fixed: Mapping[str, Fraction] | None = None
) -> Condition:
    """Write a claim about alike firms as a condition in the parameters.

    Parameters
    ----------
    fixed
        Parameters that the claim fixes: an exponent that is a plain number, say, leaves
        polynomials.

    Raises
    ------
    UnsupportedError
        Where it is checked at points only.
    """
    if fixed:
        try:
            model = restricted(model, fixed)
        except UsageError as error:
            raise UnsupportedError(str(error)) from error
    match claimed:
        case Inequality(relation):
            return relation
        case Includes(profiles):
            firms = AlikeFirms(model)
            return all_of(firms.all_play(_all_play(firms.ids, p)) for p in profiles)
        case Dominant(_, strategy, strictly):
            return AlikeFirms(model).dominant(strategy, strictly=strictly)
        case Better((better,), (worse,)):
            firms = AlikeFirms(model)
            return Comparison(firms.total(better), ">", firms.total(worse))
    raise UnsupportedError("counts and mixtures of alike firms are checked at points")


def for_all_counts(model: Model, claimed: Dominant) -> tuple[list[Condition], Condition]:
    """Write that a strategy is dominant as a condition that holds for every number of others."""
    firms = AlikeFirms(model)
    count = Name(firms.fresh)
    relation: Relation = ">" if claimed.strictly else ">="
    if claimed.strategy != firms.ids[0]:
        relation = "<" if claimed.strictly else "<="
    bounds: list[Condition] = [
        Comparison(ZERO, "<=", count),
        Comparison(count, "<=", firms.others),
    ]
    return bounds, Comparison(firms.gain(count), relation, ZERO)


def _all_play(ids: Sequence[str], profile: Mixture) -> str:
    (mixture,) = profile
    return next(id for id, p in zip(ids, mixture, strict=True) if p == Number(Fraction(1)))


def alike_finding(
    model: Model, claimed: Claimed, point: Mapping[str, Fraction]
) -> tuple[bool, str]:
    """Whether a claim about alike firms is true at a point, and what was found there.

    Raises
    ------
    UndecidedError
        Where irrational numbers leave it open.
    """
    match claimed:
        case Dominant(_, strategy, strictly):
            return _dominant(symmetric_game(model, point), strategy, strictly=strictly)
        case Better((better,), (worse,)):
            totals = [_all(model, id, point) for id in (better, worse)]
            return _order(*totals) > 0, "the totals are compared"
        case Includes(profiles):
            return _includes(model, [*profiles], point)
        case Counts(counts):
            game = symmetric_game(model, point)
            pure = list(pure_equilibria(game))
            if None in pure:
                raise UndecidedError("an irrational tie")
            numbers = {_counts(game, each, point) for each in counts}
            there = {each.counts for each in pure if each is not None}
            told = "; ".join(_told(game, counts) for counts in sorted(there)) or "none"
            return numbers == there, f"the pure equilibria are {told}"
        case AlikeMixed(mixtures):
            game = symmetric_game(model, point)
            answer = mixed_equilibria(game)
            told = "; ".join(_told(game, each.mixture) for each in answer.equilibria) or "none"
            return _mixed(game, answer, mixtures, point), f"the mixed equilibria are {told}"
    raise UnsupportedError(f"{type(claimed).__name__} is not for games of alike firms")


def _told(game: SymmetricGame, numbers: Sequence[Any]) -> str:
    pairs = zip(numbers, game.strategies, strict=True)
    return " + ".join(f"{p} {id}" for p, id in pairs if p != 0)


def _includes(
    model: Model, profiles: Sequence[Mixture], point: Mapping[str, Fraction]
) -> tuple[bool, str]:
    """Whether all playing one strategy is an equilibrium, for each that is named."""
    ids = [strategy.id for strategy in model.players[0].strategies]
    number = number_of_firms(model.players[0].number or ZERO, point)
    for profile in profiles:
        played = _all_play(ids, profile)
        counts = {
            c.id: Fraction((number - 1) * (c.strategy == played)) for c in model.counts.values()
        }
        there = {**point, **counts}
        gets = {id: value_at(model.payoffs[(id,)][0], there) for id in ids}
        for rival in ids:
            if _order(gets[rival], gets[played]) > 0:
                return False, f"{rival} pays more than {played} if all others play {played}"
    return True, "nobody gains by another strategy"


def _dominant(game: SymmetricGame, strategy: str, *, strictly: bool) -> tuple[bool, str]:
    own = game.payoffs[game.strategies.index(strategy)]
    for id, other in zip(game.strategies, game.payoffs, strict=True):
        if id == strategy:
            continue
        orders = [_order(one, two) for one, two in zip(own, other, strict=True)]
        if min(orders) < int(strictly) or max(orders) <= 0:
            return False, f"{id} is sometimes as good or better"
    return True, "it is better whatever the others do"


def _all(model: Model, id: str, point: Mapping[str, Fraction]) -> Any:
    """Give what a firm gets if all play a strategy, with the transfers set to zero."""
    there = without_transfers(model, point)
    number = number_of_firms(model.players[0].number or ZERO, there)
    counts = {c.id: Fraction((number - 1) * (c.strategy == id)) for c in model.counts.values()}
    return value_at(model.payoffs[(id,)][0], {**there, **counts})


def _order(first: Any, second: Any) -> int:
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return (first > second) - (first < second)
    with working_precision(BITS):
        return sign(wrapped(first) - wrapped(second))


def _rest(game: SymmetricGame, shares: AlikeShares, values: list[Any], whole: Any) -> list[Any]:
    """Put numbers in the order of the strategies; one that is not named gets the rest."""
    known = {id: value for (id, _), value in zip(shares, values, strict=True)}
    total = sum(values[1:], values[0])
    return [known[id] if id in known else whole - total for id in game.strategies]


def _counts(
    game: SymmetricGame, shares: AlikeShares, point: Mapping[str, Fraction]
) -> tuple[Any, ...]:
    values = [value_at(formula, point) for _, formula in shares]
    if not all(isinstance(value, Fraction) for value in values):
        raise UndecidedError("a count is irrational")
    return tuple(_rest(game, shares, values, Fraction(game.number)))


def _mixed(
    game: SymmetricGame,
    answer: Mixed,
    claimed: Sequence[AlikeShares],
    point: Mapping[str, Fraction],
) -> bool:
    """Whether the mixtures are those found; irrational ones by the interval that isolates them."""
    if answer.missing or len(game.strategies) > 2:
        raise UndecidedError("not all mixed equilibria could be found")
    found = answer.equilibria
    if answer.continua or len(found) != len(claimed):
        return False
    left = list(found)
    for shares in claimed:
        values = [value_at(formula, point) for _, formula in shares]
        with working_precision(BITS):
            wanted = _rest(game, shares, [wrapped(v) for v in values], wrapped(Fraction(1)))
            match = next((each for each in left if _fits(wanted, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _fits(wanted: Sequence[Any], found: SymmetricEquilibrium) -> bool:
    if found.enclosure is None:
        return all(
            sign(wrapped(one) - wrapped(two)) == 0
            for one, two in zip(wanted, found.mixture, strict=True)
            if isinstance(two, Fraction)
        )
    first = next(k for k, p in enumerate(found.mixture) if p != 0)
    low, high = found.enclosure
    above, below = wanted[first] - wrapped(low), wrapped(high) - wanted[first]
    return sign(above) >= 0 and sign(below) >= 0
