"""Commitment, for people and for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, mixture_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import exact, for_json, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.commitment.answer import Commitment, Play, StackelbergAnswer

__all__ = ["stackelberg_json", "stackelberg_table"]

MOST_PLAYS = 4
"""So many best commitments of one kind are printed; results for programs hold all of them."""


def stackelberg_table(model: Model, answer: StackelbergAnswer) -> Table:
    """Tabulate the best commitments, those of the other player, and the simultaneous equilibria.

    Parameters
    ----------
    model
        The model.
    answer
        What commitment yields at the point.
    """
    leader = answer.leader
    columns = (
        Column("kind", word("commitment.kind")),
        *(Column(f"x{i}", player.name) for i, player in enumerate(model.players, 1)),
        *(
            Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
            for i, player in enumerate(model.players, 1)
        ),
    )
    rows: list[tuple[Cell, ...]] = []
    for commitment in answer.commitments:
        rows += _rows(model, leader, commitment, _kind(commitment))
    for commitment in answer.reversed:
        other = 1 - leader
        template = word("commitment.reversed", player="{player}", what="{what}")
        kind = both(template, player=model.players[other].name, what=_kind(commitment))
        rows += _rows(model, other, commitment, kind)
    for place, found in enumerate(answer.nash, 1):
        mixtures = [mixture_text(model, i, mixture) for i, mixture in enumerate(found.profile)]
        rows.append((word("commitment.simultaneous", number=place), *mixtures, *found.payoffs))
    title = both(
        word("commitment.title", model="{model}", player="{player}"),
        model=model.title,
        player=model.players[leader].name,
    )
    return Table(f"{model.id}.stackelberg", title, columns, tuple(rows), _notes(model, answer))


def stackelberg_json(game: StrategicGame, answer: StackelbergAnswer) -> dict[str, Any]:
    """Describe commitments in plain dictionaries, lists, strings and numbers."""
    leader = answer.leader
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "leader": game.players[leader],
        "commitments": [_commitment(game, leader, each) for each in answer.commitments],
        "reversed": [_commitment(game, 1 - leader, each) for each in answer.reversed],
        "nash": [
            {player: for_json(u) for player, u in zip(game.players, each.payoffs, strict=True)}
            for each in answer.nash
        ],
        "nash_complete": answer.nash_complete,
        "notes": list(answer.notes),
    }


def _rows(model: Model, leader: int, commitment: Commitment, kind: Text) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for play in commitment.plays[:MOST_PLAYS]:
        mixtures = _mixtures(model, leader, play)
        names = [mixture_text(model, i, mixture) for i, mixture in enumerate(mixtures)]
        if not commitment.attained:
            template = word("commitment.limit", what="{what}")
            names[leader] = both(template, what=names[leader])
        rows.append((kind, *names, *play.payoffs))
    return rows


def _mixtures(model: Model, leader: int, play: Play) -> list[tuple[Fraction, ...]]:
    replies = [*play.replies[:leader], -1, *play.replies[leader:]]
    return [
        play.mixture
        if i == leader
        else tuple([Fraction(s == reply) for s in range(len(player.strategies))])
        for i, (player, reply) in enumerate(zip(model.players, replies, strict=True))
    ]


def _kind(commitment: Commitment) -> Text:
    return word(f"commitment.{commitment.kind}_{commitment.ties}")


def _notes(model: Model, answer: StackelbergAnswer) -> tuple[Text, ...]:
    because = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(because, why="{why}"), why=reason_text(answer.why))]
    notes += [_sentence(text, "", "") for text in _comparison(model, answer)]
    notes += [_sentence(reason_text(note), ".", "。") for note in answer.notes]
    return (*notes, status_note(model))


def _sentence(text: Text, english: str, chinese: str) -> Text:
    """Begin with a capital letter and put an end."""
    return Text(f"{text.en[:1].upper()}{text.en[1:]}{english}", f"{text.say('zh')}{chinese}")


def _comparison(model: Model, answer: StackelbergAnswer) -> list[Text]:
    """Say whether moving first pays, by the best commitment that was worked out."""
    strong = [each for each in answer.commitments if each.ties == "strong"]
    if not strong:
        return []
    best = strong[-1]
    known = answer.nash_range(answer.leader)
    notes = []
    if known is not None:
        if best.value > known[1]:
            key = "commitment.first_more"
        else:
            key = "commitment.first_gains" if best.value >= known[1] else "commitment.first_less"
        notes.append(both(word(key, player="{player}"), player=model.players[answer.leader].name))
    other = [each for each in answer.reversed if (each.kind, each.ties) == (best.kind, "strong")]
    if other:
        key = "commitment.first_or_second" + ("_pure" if best.kind == "pure" else "")
        second = sorted({play.payoffs[answer.leader] for play in other[0].plays})
        ends = [Text(number(value)) for value in dict.fromkeys((second[0], second[-1]))]
        template = word(key, player="{player}", first=number(best.value), second="{second}")
        name = model.players[answer.leader].name
        notes.append(both(template, player=name, second=joined(ends, " to ", " 至 ")))
    return notes


def _commitment(game: StrategicGame, leader: int, each: Commitment) -> dict[str, Any]:
    ids = game.strategies[leader]
    others = [k for k in range(len(game.players)) if k != leader]
    return {
        "kind": each.kind,
        "ties": each.ties,
        "value": exact(each.value),
        "attained": each.attained,
        "plays": [
            {
                "mixture": dict(zip(ids, map(exact, play.mixture), strict=True)),
                "replies": {
                    game.players[k]: game.strategies[k][reply]
                    for k, reply in zip(others, play.replies, strict=True)
                },
                "payoffs": dict(zip(game.players, map(exact, play.payoffs), strict=True)),
            }
            for play in each.plays
        ],
        "nearby": dict(zip(ids, map(exact, each.nearby), strict=True)) if each.nearby else {},
    }
