"""What a claim about a critical discount factor means, as a condition in the parameters."""

from __future__ import annotations

from typing import Final

from vcgame.derive.implications import Implication, settled
from vcgame.derive.repeated.terms import Reversion, path_terms, reversions
from vcgame.derive.statement import ONE, TRUE, ZERO, all_of, any_of, difference
from vcgame.errors import UnsupportedError
from vcgame.model.claim import Discount
from vcgame.model.formula.expression import Comparison, Condition, Expression, Not, Product
from vcgame.model.model import Model

__all__ = ["discount_statement"]

MOST_REVERSIONS: Final = 16


def discount_statement(model: Model, claimed: Discount) -> Condition:
    """Write when a formula is the least discount factor from which on grim trigger works.

    At a discount factor F nobody gains by leaving the path if (1 - F) gain <= F q loss for every
    way to leave it. Both sides are linear in F, so this holds from F on if it holds at F and
    no loss is negative; and it fails below F if F is 0, or some gain is positive and its
    inequality is an equation at F.

    With optimal penal codes the same is written where the assumptions imply that some stage
    equilibrium holds every player down to its pure minmax: no punishment is harder then.

    Raises
    ------
    UnsupportedError
        For other optimal penal codes, and where the reversion is left open in a large game.
    """
    path = path_terms(model, claimed.target)
    options = reversions(model)
    if claimed.code == "optimal":
        options = _severest(model, options)
    if claimed.punishment is not None:
        options = tuple(each for each in options if each.profile == claimed.punishment)
    if len(options) > MOST_REVERSIONS:
        raise UnsupportedError(
            f"without a punishment, games of more than {MOST_REVERSIONS} profiles are checked at "
            "points only"
        )
    factor, detection = claimed.delta, claimed.detection
    parts: list[Condition] = [
        Comparison(factor, ">=", ZERO),
        Comparison(factor, "<", ONE),
        any_of(option.settled for option in options),
    ]
    if detection is not None:
        parts += [Comparison(detection, ">=", ZERO), Comparison(detection, "<=", ONE)]
    least: list[Condition] = [Comparison(factor, "==", ZERO)]
    for departure in path.departures:
        target = path.payoffs[departure.player]
        now = Product((difference(ONE, factor), departure.gain))
        losses = [_loss(target, option, departure.player, detection) for option in options]
        later = [Product((factor, loss)) for loss in losses]
        parts.append(
            any_of(
                all_of(
                    [
                        option.settled if len(options) > 1 else TRUE,
                        Comparison(now, "<=", cost),
                        Comparison(loss, ">=", ZERO),
                    ]
                )
                for option, loss, cost in zip(options, losses, later, strict=True)
            )
        )
        least.append(
            all_of(
                [
                    Comparison(departure.gain, ">", ZERO),
                    *(
                        any_of([Not(option.settled), Comparison(now, ">=", cost)])
                        if len(options) > 1
                        else Comparison(now, ">=", cost)
                        for option, cost in zip(options, later, strict=True)
                    ),
                ]
            )
        )
    return all_of([*parts, any_of(least)])


def _severest(model: Model, options: tuple[Reversion, ...]) -> tuple[Reversion, ...]:
    """Find a stage equilibrium that is proved to hold every player down to its pure minmax."""
    if model.form == "strategic" and len(options) <= MOST_REVERSIONS:
        for option in options:
            least = [
                any_of(
                    Comparison(payoffs[player], ">=", option.payoffs[player])
                    for profile, payoffs in model.payoffs.items()
                    if (*profile[:player], *profile[player + 1 :]) == others
                )
                for player in range(len(model.players))
                for others in dict.fromkeys(
                    (*profile[:player], *profile[player + 1 :]) for profile in model.payoffs
                )
            ]
            shown = all_of([option.settled, *least])
            if settled([Implication(model.assumptions, shown)], model.values()).proved:
                return (option,)
    raise UnsupportedError("optimal penal codes have no closed form here; checked at points")


def _loss(
    target: Expression, option: Reversion, player: int, detection: Expression | None
) -> Expression:
    loss = difference(target, option.payoffs[player])
    return loss if detection is None else Product((detection, loss))
