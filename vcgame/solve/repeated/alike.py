"""The repeated reading of a game of n alike firms: all play one thing, or go back to another."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from vcgame.errors import UnsupportedError, UsageError, nearest
from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.repeated.answer import RepeatedAnswer, StageFacts
from vcgame.solve.repeated.grim import Trigger
from vcgame.solve.repeated.patience import Incentive, patience
from vcgame.solve.repeated.penal import quick_code
from vcgame.solve.repeated.question import (
    DETECTION,
    NOT_BETTER,
    Question,
    composed,
    refuse_reversion,
)

__all__ = ["AlikeStage", "alike_triggers", "repeated_alike"]

_NO_ALIKE: Final = (
    "no strategy that all play is an equilibrium of the stage game: there is nothing to revert to"
)


class AlikeStage:
    """A game of alike firms with what is asked of it again and again.

    Attributes
    ----------
    game
        The game.
    equilibria
        The strategies that, played by all, are an equilibrium.

    Raises
    ------
    UnsupportedError
        For irrational payoffs.
    """

    def __init__(self, game: SymmetricGame) -> None:
        if not game.exact:
            raise UnsupportedError(
                "a payoff is irrational at this point; the repeated reading needs rational "
                "payoffs, vcgame solve takes any"
            )
        self.game = game
        many = range(len(game.strategies))
        self.equilibria: tuple[int, ...] = tuple(
            common
            for common in many
            if all(self.payoff(own, common) <= self.payoff(common, common) for own in many)
        )

    def payoff(self, own: int, common: int) -> Fraction:
        """Give what a firm gets by a strategy while all others play one and the same."""
        others = [0] * len(self.game.strategies)
        others[common] = self.game.number - 1
        value: Fraction = self.game.payoff(own, tuple(others))
        return value

    def minmax(self) -> Fraction:
        """Give what the others can hold a firm down to by pure strategies."""
        found: Fraction = min(map(max, zip(*self.game.payoffs, strict=True)))
        return found

    def incentive(self, target: int, punishment: Fraction) -> Incentive:
        """Say what each firm weighs while all play one strategy."""
        options = {
            own: self.payoff(own, target)
            for own in range(len(self.game.strategies))
            if own != target
        }
        best = max(options.values(), default=None)
        chosen = tuple(own for own, value in options.items() if value == best)
        return Incentive(0, self.payoff(target, target), best, chosen, punishment)


def alike_triggers(
    stage: AlikeStage, target: int, reversions: Sequence[int], detection: Fraction = Fraction(1)
) -> tuple[Trigger, ...]:
    """Work out grim trigger to all playing one strategy, back to all playing another.

    Examples
    --------
    >>> club = SymmetricGame("firm", 3, ("give", "take"), ((0, 2, 4), (1, 3, 5)))
    >>> rational = tuple(tuple(map(Fraction, row)) for row in club.payoffs)
    >>> stage = AlikeStage(SymmetricGame("firm", 3, ("give", "take"), rational))
    >>> alike_triggers(stage, 0, stage.equilibria)[0].patience.low
    Fraction(1, 4)
    """
    ids = stage.game.strategies
    security = stage.minmax()
    found = []
    options: list[tuple[tuple[str, ...] | None, Fraction]] = [
        ((ids[place],), stage.payoff(place, place)) for place in reversions
    ]
    if len(options) > 1:
        options.append((None, min(value for _, value in options)))
    for reversion, punishment in options:
        each = stage.incentive(target, punishment)
        idle = each.deviation is None or each.deviation <= each.target
        found.append(
            Trigger(
                (ids[target],),
                reversion,
                (each,),
                patience([each], detection),
                idle or punishment == security,
            )
        )
    return tuple(found)


def repeated_alike(game: SymmetricGame, question: Question | None = None) -> RepeatedAnswer:
    """Read a game of alike firms as the stage of a repeated game.

    Paths on which all play one strategy, with reversion to all playing another one.
    """
    asked = question or Question()
    if asked.delta is not None or asked.rounds is not None:
        raise UnsupportedError(
            "sets of payoffs and finite repetition are for two players with [payoffs]; for alike "
            "firms there is grim trigger"
        )
    stage = AlikeStage(game)
    reversions = stage.equilibria
    if asked.punishment is not None:
        reversions = (_strategy(game, asked.punishment, "punishment"),)
        if reversions[0] not in stage.equilibria:
            known = (game.strategies[place] for place in stage.equilibria)
            raise refuse_reversion(asked.punishment, known)
    if asked.target is not None:
        targets = [_strategy(game, asked.target, "target")]
    else:
        levels = [stage.payoff(place, place) for place in stage.equilibria]
        targets = [
            place
            for place in range(len(game.strategies))
            if any(stage.payoff(place, place) > level for level in levels)
        ]
    triggers: list[Trigger] = []
    for target in targets:
        found = alike_triggers(stage, target, reversions, asked.detection)
        triggers += (each for each in found if asked.target is not None or not each.rewards)
    notes = []
    if not stage.equilibria:
        notes.append(_NO_ALIKE)
    elif not targets:
        notes.append(NOT_BETTER)
    security = stage.minmax()
    codes = []
    for target in targets if asked.detection == 1 else ():
        floor = patience([stage.incentive(target, security)])
        worst = [stage.payoff(place, place) for place in stage.equilibria]
        grim = patience([stage.incentive(target, min(worst))]) if worst else None
        codes.append(quick_code((game.strategies[target],), floor, grim, "many_players"))
    if asked.detection != 1:
        notes.append(DETECTION)
    facts = StageFacts(
        (game.firm,),
        game.number,
        tuple(
            ((game.strategies[place],), (stage.payoff(place, place),)) for place in stage.equilibria
        ),
        (security,),
        (None,),
    )
    return composed(facts, triggers, codes, asked, None, None, notes, listed=True)


def _strategy(game: SymmetricGame, text: str, what: str) -> int:
    """Read a strategy that all firms play."""
    id = text.strip()
    if id not in game.strategies:
        hint = nearest(id, game.strategies)
        raise UsageError(f"{what}: {id!r} is no strategy of {game.firm}; {hint}")
    return game.strategies.index(id)
