"""What grim trigger weighs, as formulas in the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vcgame.derive.statement import ZERO, all_of, difference, is_equilibrium
from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import Comparison, Condition, Expression, Number, substitute
from vcgame.model.model import Model

__all__ = ["Departure", "Path", "Reversion", "path_terms", "reversions"]


@dataclass(frozen=True, slots=True)
class Departure:
    """Leaving a path once: who does it by which strategy, and what it gains in that round."""

    player: int
    strategy: str
    gain: Expression


@dataclass(frozen=True, slots=True)
class Path:
    """A profile that is played in every round.

    Attributes
    ----------
    target
        Ids of the strategies; in a game of alike firms one, which all play.
    payoffs
        What each player gets; in a game of alike firms what each of them gets.
    departures
        All ways to leave it alone.
    """

    target: tuple[str, ...]
    payoffs: tuple[Expression, ...]
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Reversion:
    """A profile that may follow a deviation, and when it is an equilibrium of one round."""

    profile: tuple[str, ...]
    payoffs: tuple[Expression, ...]
    settled: Condition


def path_terms(model: Model, target: tuple[str, ...]) -> Path:
    """Write down what a path gives and what leaving it gains.

    Raises
    ------
    UnsupportedError
        For trees and payoffs that depend on population shares.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> path = path_terms(load_model("subsidy-war"), ("none", "none"))
    >>> to_text(path.payoffs[0]), to_text(path.departures[0].gain)
    ('V/2', 'V - S - V/2')
    """
    _check(model)
    if model.form == "symmetric":
        (common,) = target
        own = _against(model, common, common)
        departures = [
            Departure(0, strategy.id, difference(_against(model, strategy.id, common), own))
            for strategy in model.players[0].strategies
            if strategy.id != common
        ]
        return Path(target, (own,), tuple(departures))
    payoffs = model.payoffs[target]
    departures = []
    for number, player in enumerate(model.players):
        for strategy in player.strategies:
            if strategy.id != target[number]:
                other = (*target[:number], strategy.id, *target[number + 1 :])
                gain = difference(model.payoffs[other][number], payoffs[number])
                departures.append(Departure(number, strategy.id, gain))
    return Path(target, payoffs, tuple(departures))


def reversions(model: Model) -> tuple[Reversion, ...]:
    """Give all profiles that may follow a deviation; of alike firms those where all do the same."""
    _check(model)
    if model.form != "symmetric":
        return tuple(
            Reversion(profile, payoffs, is_equilibrium(model, profile))
            for profile, payoffs in model.payoffs.items()
        )
    found = []
    for strategy in model.players[0].strategies:
        own = _against(model, strategy.id, strategy.id)
        settled = all_of(
            Comparison(own, ">=", _against(model, other.id, strategy.id))
            for other in model.players[0].strategies
            if other.id != strategy.id
        )
        found.append(Reversion((strategy.id,), (own,), settled))
    return tuple(found)


def _check(model: Model) -> None:
    if model.form == "extensive":
        raise UnsupportedError(
            f"{model.id} is a tree; the repeated reading is for games with [payoffs] and games "
            "of alike firms"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"the payoffs of {model.id} depend on population shares; vcgame dynamics can answer"
        )


def _against(model: Model, own: str, common: str) -> Expression:
    """Write what a firm gets by a strategy while all others play one and the same."""
    number = model.players[0].number
    if number is None:
        raise TypeError("a symmetric model has a number of firms")
    others = difference(number, Number(Fraction(1)))
    counts = {
        count.id: others if count.strategy == common else ZERO for count in model.counts.values()
    }
    return substitute(model.payoffs[(own,)][0], counts)
