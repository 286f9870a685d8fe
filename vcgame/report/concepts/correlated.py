"""Correlated and coarse correlated equilibria, for people and for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, profile_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import exact, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.correlation.correlated import CorrelatedAnswer, CorrelatedExtreme

__all__ = ["correlated_json", "correlated_table"]


def correlated_table(model: Model, game: StrategicGame, answer: CorrelatedAnswer) -> Table:
    """Tabulate the extremes of all objectives, with what is drawn and what Nash would give.

    Parameters
    ----------
    model, game
        The model, and the game at the point.
    answer
        Its extremes.
    """
    coarse = answer.concept == "coarse-correlated"
    title = word(
        "correlated.title_coarse" if coarse else "correlated.title",
        model="{model}",
    )
    columns = (
        Column("objective", word("correlated.objective")),
        Column("value", word("correlated.value"), "right"),
        Column("nash", word("correlated.nash"), "right"),
        *(
            Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
            for i, player in enumerate(model.players, 1)
        ),
        Column("drawn", word("correlated.drawn")),
        Column("only", word("correlated.only"), "center"),
        Column("certificate", word("certificate"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _objective(model, answer, each),
            each.value,
            each.nash,
            *each.payoffs,
            _drawn(model, game, each),
            each.unique,
            each.certificate,
        )
        for each in answer.extremes
    ]
    because = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(because, why="{why}"), why=reason_text(answer.why))]
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    return Table(
        f"{model.id}.{answer.concept}",
        both(title, model=model.title),
        columns,
        tuple(rows),
        (*notes, status_note(model)),
    )


def correlated_json(game: StrategicGame, answer: CorrelatedAnswer) -> dict[str, Any]:
    """Describe the extremes in plain dictionaries, lists, strings and numbers.

    Profiles are lists of strategies in the order of the players. ``proof`` has the weights of the
    incentive constraints whose sum bounds the objective.
    """
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "weights": dict(zip(game.players, map(exact, answer.weights), strict=True))
        if answer.weights
        else {},
        "nash_complete": answer.nash_complete,
        "extremes": [_extreme(game, each) for each in answer.extremes],
        "notes": list(answer.notes),
    }


def _extreme(game: StrategicGame, each: CorrelatedExtreme) -> dict[str, Any]:
    nash = each.nash
    return {
        "objective": each.objective,
        "player": None if each.player is None else game.players[each.player],
        "largest": each.largest,
        "value": exact(each.value),
        "nash": exact(nash) if isinstance(nash, Fraction) else nash,
        "payoffs": dict(zip(game.players, map(exact, each.payoffs), strict=True)),
        "distribution": [
            {"profile": _ids(game, profile), "probability": exact(p)}
            for profile, p in each.distribution
        ],
        "certificate": exact(each.certificate),
        "unique": each.unique,
        "proof": [
            {
                "player": game.players[one.player],
                "told": None if one.told is None else game.strategies[one.player][one.told],
                "instead": game.strategies[one.player][one.instead],
                "weight": exact(one.weight),
            }
            for one in each.proof
        ],
    }


def _ids(game: StrategicGame, profile: tuple[int, ...]) -> list[str]:
    return [ids[s] for ids, s in zip(game.strategies, profile, strict=True)]


def _objective(model: Model, answer: CorrelatedAnswer, each: CorrelatedExtreme) -> Text:
    side = "largest" if each.largest else "least"
    if each.objective == "total":
        return word(f"correlated.{side}_total")
    if each.player is not None:
        template = word(f"correlated.{side}_of", player="{player}")
        return both(template, player=model.players[each.player].name)
    parts = [
        both(
            word("correlated.payoff_times", weight=number(weight), player="{player}"),
            player=player.name,
        )
        for player, weight in zip(model.players, answer.weights, strict=True)
        if weight
    ]
    what = joined(parts, " + ", " + ") if parts else Text("0")
    return both(word(f"correlated.{side}_chosen", what="{what}"), what=what)


def _drawn(model: Model, game: StrategicGame, each: CorrelatedExtreme) -> Text:
    """Write what is drawn: ``1/2 (swerve, swerve) + 1/4 (swerve, drive) + ...``."""
    parts = []
    for profile, p in each.distribution:
        name = profile_text(model, _ids(game, profile))
        chance = f"{number(p)} " if len(each.distribution) > 1 else ""
        parts.append(Text(f"{chance}{name.en}", f"{chance}{name.say('zh')}"))
    return joined(parts, " + ", " + ")


def _sentence(text: Text) -> Text:
    """Begin with a capital letter and end with a full stop."""
    return Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")
