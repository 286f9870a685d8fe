"""Iterated dominance and rationalisable strategies, for people and for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, labelled, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import exact, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.reasoning.elimination import Elimination
from vcgame.solve.reasoning.rationalisable import Belief, Rationalisable
from vcgame.solve.reasoning.situations import Alive, Situation

__all__ = [
    "elimination_json",
    "elimination_table",
    "rationalisable_json",
    "rationalisable_table",
    "situation_ids",
    "situation_text",
]

Game = StrategicGame | SymmetricGame


def elimination_table(model: Model, game: Game, answer: Elimination) -> Table:
    """Tabulate the rounds of an elimination: who loses which strategy, dominated by what.

    Parameters
    ----------
    model, game
        What `vcgame.forms.fixed.table_form` gives.
    answer
        The elimination.
    """
    columns = (
        Column("round", word("reasoning.round"), "right"),
        Column("player", word("player")),
        Column("strategy", word("reasoning.removed")),
        Column("by", word("reasoning.by")),
        Column("gain", word("reasoning.gain"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            model.players[each.player].name,
            _strategy(model, game, each.player, each.strategy),
            _mixture(model, game, each.player, each.mixture),
            each.gain,
        )
        for place, removals in enumerate(answer.rounds, 1)
        for each in removals
    ]
    notes = [_because(answer), _method(answer)]
    if not rows:
        notes.append(word("reasoning.none_dominated"))
    notes.append(labelled("reasoning.left", _left(model, game, answer.survivors)))
    if answer.solvable:
        notes.append(word("reasoning.solvable"))
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    notes += [
        labelled_as(reason_text(other.order), _left(model, game, other.survivors))
        for other in answer.orders
    ]
    return Table(
        f"{model.id}.iterated-dominance",
        both(word("reasoning.title_dominance", model="{model}"), model=model.title),
        columns,
        tuple(rows),
        (*notes, status_note(model)),
    )


def elimination_json(game: Game, answer: Elimination) -> dict[str, Any]:
    """Describe an elimination in plain dictionaries, lists, strings and numbers."""
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "weak": answer.weak,
        "mixed": answer.mixed,
        "rounds": [
            [
                {
                    "player": _player_id(game, each.player),
                    "strategy": _ids(game, each.player)[each.strategy],
                    "dominated_by": {
                        _ids(game, each.player)[s]: exact(weight) for s, weight in each.mixture
                    },
                    "gain": None if each.gain is None else exact(each.gain),
                }
                for each in removals
            ]
            for removals in answer.rounds
        ],
        "survivors": _alive_ids(game, answer.survivors),
        "dominance_solvable": answer.solvable,
        "other_orders": [
            {"order": other.order, "survivors": _alive_ids(game, other.survivors)}
            for other in answer.orders
        ],
        "notes": list(answer.notes),
    }


def rationalisable_table(model: Model, game: Game, answer: Rationalisable) -> Table:
    """Tabulate all strategies: which are rationalisable, and a belief that supports each.

    Parameters
    ----------
    model, game
        What `vcgame.forms.fixed.table_form` gives.
    answer
        The rationalisable strategies.
    """
    columns = (
        Column("player", word("player")),
        Column("strategy", word("strategy")),
        Column("rationalisable", word("reasoning.rationalisable"), "center"),
        Column("point", word("reasoning.point"), "center"),
        Column("round", word("reasoning.gone"), "right"),
        Column("belief", word("reasoning.belief")),
    )
    gone = {
        (each.player, each.strategy): place
        for place, removals in enumerate(answer.elimination.rounds, 1)
        for each in removals
    }
    beliefs = {(each.player, each.strategy): each for each in answer.beliefs}
    rows: list[tuple[Cell, ...]] = []
    for player in range(len(answer.survivors)):
        for strategy in range(len(_ids(game, player))):
            belief = beliefs.get((player, strategy))
            rows.append(
                (
                    model.players[player].name,
                    _strategy(model, game, player, strategy),
                    strategy in answer.survivors[player],
                    strategy in answer.point[player],
                    gone.get((player, strategy)),
                    None if belief is None else _belief(model, game, belief),
                )
            )
    notes = [_because(answer)]
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    return Table(
        f"{model.id}.rationalisable",
        both(word("reasoning.title_rationalisable", model="{model}"), model=model.title),
        columns,
        tuple(rows),
        (*notes, status_note(model)),
    )


def rationalisable_json(game: Game, answer: Rationalisable) -> dict[str, Any]:
    """Describe the rationalisable strategies in plain dictionaries, lists, strings and numbers."""
    independent = answer.independent
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "rationalisable": _alive_ids(game, answer.survivors),
        "point_rationalisable": _alive_ids(game, answer.point),
        "independent": None if independent is None else _alive_ids(game, independent),
        "beliefs": [
            {
                "player": _player_id(game, each.player),
                "strategy": _ids(game, each.player)[each.strategy],
                "belief": [
                    {
                        "others": situation_ids(game, each.player, situation),
                        "probability": exact(weight),
                    }
                    for situation, weight in each.situations
                ],
            }
            for each in answer.beliefs
        ],
        "elimination": elimination_json(game, answer.elimination),
        "notes": list(answer.notes),
    }


def situation_text(model: Model, game: Game, player: int, situation: Situation) -> Text:
    """Write what the others do: ``(wait, build)``, or in a symmetric game ``3 build + 1 wait``."""
    if isinstance(game, SymmetricGame):
        parts = [
            Text(f"{count} {name.en}", f"{count} {name.say('zh')}")
            for count, name in (
                (count, _strategy(model, game, 0, s)) for s, count in enumerate(situation) if count
            )
        ]
        return joined(parts, " + ", " + ")
    others = [who for who in range(len(game.players)) if who != player]
    names = joined(_strategy(model, game, who, s) for who, s in zip(others, situation, strict=True))
    return names if len(others) == 1 else Text(f"({names.en})", f"（{names.say('zh')}）")


def situation_ids(game: Game, player: int, situation: Situation) -> Any:
    """Give what the others do by ids: a list of strategies, or counts by strategy."""
    if isinstance(game, SymmetricGame):
        return dict(zip(game.strategies, situation, strict=True))
    others = [ids for who, ids in enumerate(game.strategies) if who != player]
    return [ids[s] for ids, s in zip(others, situation, strict=True)]


def labelled_as(label: Text, what: Text) -> Text:
    """Write a text, a colon and another one, the first with a capital letter."""
    template = word("labelled", label="{label}", what="{what}")
    capital = Text(f"{label.en[:1].upper()}{label.en[1:]}", label.zh)
    return both(template, label=capital, what=what)


def _player_id(game: Game, player: int) -> str:
    return game.firm if isinstance(game, SymmetricGame) else game.players[player]


def _ids(game: Game, player: int) -> tuple[str, ...]:
    return game.strategies if isinstance(game, SymmetricGame) else game.strategies[player]


def _alive_ids(game: Game, alive: Alive) -> dict[str, list[str]]:
    return {
        _player_id(game, player): [_ids(game, player)[s] for s in left]
        for player, left in enumerate(alive)
    }


def _strategy(model: Model, game: Game, player: int, strategy: int) -> Text:
    return model.strategy_name(player, _ids(game, player)[strategy])


def _mixture(
    model: Model, game: Game, player: int, mixture: tuple[tuple[int, Fraction], ...]
) -> Text:
    if len(mixture) == 1:
        return _strategy(model, game, player, mixture[0][0])
    parts = []
    for s, weight in mixture:
        name = _strategy(model, game, player, s)
        parts.append(Text(f"{number(weight)} {name.en}", f"{number(weight)} {name.say('zh')}"))
    return joined(parts, " + ", " + ")


def _belief(model: Model, game: Game, belief: Belief) -> Text:
    parts = []
    for situation, weight in belief.situations:
        text = situation_text(model, game, belief.player, situation)
        if len(belief.situations) == 1:
            return text
        parts.append(Text(f"{number(weight)}: {text.en}", f"{number(weight)}：{text.say('zh')}"))
    return joined(parts, "; ", "；")


def _left(model: Model, game: Game, alive: Alive) -> Text:
    parts = []
    for player, left in enumerate(alive):
        names = joined(_strategy(model, game, player, s) for s in left)
        template = word("labelled", label="{label}", what="{what}")
        parts.append(both(template, label=model.players[player].name, what=names))
    return joined(parts, "; ", "；")


def _because(answer: Elimination | Rationalisable) -> Text:
    because = "complete_because" if answer.complete else "incomplete_because"
    return both(word(because, why="{why}"), why=reason_text(answer.why))


def _method(answer: Elimination) -> Text:
    return _sentence(reason_text(answer.method))


def _sentence(text: Text) -> Text:
    return Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")
