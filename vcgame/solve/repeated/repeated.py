"""The repeated reading of a model at a point."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from vcgame.errors import UnsupportedError, UsageError, nearest
from vcgame.forms.point import strategic_game
from vcgame.forms.strategic import Profile, StrategicGame
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.model import Model
from vcgame.solve.repeated.alike import repeated_alike
from vcgame.solve.repeated.answer import RepeatedAnswer, StageFacts
from vcgame.solve.repeated.grim import Trigger, better_profiles, grim_triggers
from vcgame.solve.repeated.horizon import finite_horizon
from vcgame.solve.repeated.payoff_set import payoff_set
from vcgame.solve.repeated.penal import PenalCode, penal_code
from vcgame.solve.repeated.polygon import Polygon, clipped, hull
from vcgame.solve.repeated.question import (
    DETECTION,
    NOT_BETTER,
    Question,
    composed,
    refuse_reversion,
)
from vcgame.solve.repeated.stage import Stage

__all__ = ["repeated", "repeated_model"]

MOST_CODES: Final = 3
"""Paths whose penal codes are enclosed by sets of payoffs where no path is asked for."""
_CODES: Final = "name a target to have its penal code enclosed more closely"
_NO_EQUILIBRIUM: Final = (
    "the stage game has no pure equilibrium to revert to; only optimal penal codes can be used"
)
_MIXED: Final = (
    "sets of payoffs are those of pure actions with a public lottery before each round; "
    "equilibria in mixed actions can give more"
)
_CORRELATED: Final = (
    "with three and more players the mixed minmax is the one where the others may correlate, "
    "a lower bound of what they can do apart"
)


def repeated_model(
    model: Model, values: Mapping[str, Fraction], question: Question | None = None
) -> RepeatedAnswer:
    """Read a model as the stage of a repeated game, at a point.

    Parameters
    ----------
    model
        A game with ``[payoffs]``, or of alike firms.
    values
        A value for every parameter.
    question
        What is asked; by default grim trigger and penal codes to all paths that are better than
        a stage equilibrium.

    Raises
    ------
    UnsupportedError
        For a tree, and for irrational payoffs.
    UsageError
        For a target or punishment that is none.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> war = load_model("subsidy-war")
    >>> [trigger.patience.low for trigger in repeated_model(war, war.values()).triggers]
    [Fraction(4, 7)]
    """
    if model.form == "symmetric":
        return repeated_alike(symmetric_game(model, values), question)
    if model.form == "extensive":
        raise UnsupportedError(
            f"{model.id} is a tree; the repeated reading is for games with [payoffs] and games "
            "of alike firms"
        )
    return repeated(strategic_game(model, values), question)


def repeated(game: StrategicGame, question: Question | None = None) -> RepeatedAnswer:
    """Read a strategic game as the stage of a repeated game."""
    asked = question or Question()
    stage = Stage(game)
    if len(game.players) < 2:
        raise UnsupportedError(
            "the repeated reading is for two players and more; the concept 'nash' finds what is "
            "best for one"
        )
    notes: list[str] = []
    targets, all_listed = better_profiles(stage)
    if asked.target is not None:
        targets, all_listed = (_profile(game, asked.target, "target"),), True
    reversions = _reversions(stage, asked)
    triggers: list[Trigger] = []
    for target in targets:
        found = grim_triggers(stage, target, reversions, asked.detection)
        triggers += (each for each in found if asked.target is not None or not each.rewards)
    if not stage.equilibria:
        notes.append(_NO_EQUILIBRIUM)
    elif not targets:
        notes.append(NOT_BETTER)
    codes = _codes(stage, targets, asked, notes)
    set_ = horizon = None
    if asked.delta is not None and asked.rounds is None:
        set_ = payoff_set(stage, asked.delta, asked.gap)
    if asked.rounds is not None:
        delta = Fraction(1) if asked.delta is None else asked.delta
        horizon = finite_horizon(stage, delta, asked.rounds, targets)
    if set_ or (horizon and horizon.kind != "unique") or any(not c.exact for c in codes):
        notes.append(_MIXED)
    if len(game.players) > 2:
        notes.append(_CORRELATED)
    return composed(_facts(stage), triggers, codes, asked, set_, horizon, notes, listed=all_listed)


def _codes(
    stage: Stage, targets: tuple[Profile, ...], asked: Question, notes: list[str]
) -> list[PenalCode]:
    """Work out penal codes; where no path was asked for, few of them by sets of payoffs."""
    if asked.detection != 1:
        notes.append(DETECTION)
        return []
    found = []
    enclosed = 0
    for target in targets:
        code = penal_code(stage, target, closely=enclosed < MOST_CODES)
        enclosed += code.ground in ("bracket", "not_found")
        found.append(code)
    if any(code.ground == "not_tried" for code in found):
        notes.append(_CODES)
    return found


def _reversions(stage: Stage, asked: Question) -> tuple[Profile, ...]:
    """Give the stage equilibria that may follow a deviation."""
    if asked.punishment is None:
        return stage.equilibria
    chosen = _profile(stage.game, asked.punishment, "punishment")
    if chosen not in stage.equilibria:
        raise refuse_reversion(asked.punishment, map(stage.game.label, stage.equilibria))
    return (chosen,)


def _facts(stage: Stage) -> StageFacts:
    game = stage.game
    players = range(len(game.players))
    securities = [stage.security(player) for player in players]
    mixed = tuple(security.mixed for security in securities)
    feasible: Polygon = ()
    rational: Polygon = ()
    if len(game.players) == 2:
        feasible = hull(zip(*game.payoffs, strict=True))
        floor = [
            security.pure if security.mixed is None else security.mixed for security in securities
        ]
        rational = hull(clipped(feasible, (floor[0], floor[1])))
    equilibria = tuple(
        (
            tuple(ids[k] for ids, k in zip(game.strategies, profile, strict=True)),
            game.payoff(profile),
        )
        for profile in stage.equilibria
    )
    return StageFacts(
        game.players,
        len(game.players),
        equilibria,
        tuple(security.pure for security in securities),
        mixed,
        feasible,
        rational,
    )


def _profile(game: StrategicGame, text: str, what: str) -> Profile:
    """Read a pure profile."""
    ids = [part.strip() for part in text.split(",")]
    if len(ids) != len(game.players):
        example = game.label(tuple(0 for _ in game.players))
        raise UsageError(
            f"{what} {text!r} names {len(ids)} strategies for {len(game.players)} players; "
            f"write a profile, such as {example!r}"
        )
    found = []
    for id, known, player in zip(ids, game.strategies, game.players, strict=True):
        if id not in known:
            hint = nearest(id, known)
            raise UsageError(f"{what}: {id!r} is no strategy of {player}; {hint}")
        found.append(known.index(id))
    return tuple(found)
