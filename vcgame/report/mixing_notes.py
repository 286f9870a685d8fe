"""Sentences on mixing in trees: who is indifferent where, and which mixtures are equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.forms.extensive import ExtensiveGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined
from vcgame.report.tables.cells import MINUS, exact, number
from vcgame.report.words import word
from vcgame.solve.mixing import Family, Range
from vcgame.solve.subgame import Indifference, TreeAnswer

__all__ = ["MOST_FAMILIES", "condition_text", "mixing_notes"]

MOST_FAMILIES = 20
"""So many families are told in words; results for programs hold all of them."""


def mixing_notes(model: Model, game: ExtensiveGame, answer: TreeAnswer) -> list[Text]:
    """Say where a player is indifferent, and which mixtures are equilibria."""
    teller = _Teller(model, game)
    notes = [teller.indifference(tie) for tie in answer.indifferences]
    notes += [teller.family(family) for family in answer.families[:MOST_FAMILIES]]
    left = len(answer.families) - MOST_FAMILIES
    if left > 0:
        notes.append(word("mixing.more", count=left))
    return notes


class _Teller:
    """Knows how the parts of a tree are called."""

    def __init__(self, model: Model, game: ExtensiveGame) -> None:
        self.model = model
        self.game = game

    def moves(self, vertex: int, moves: Sequence[int]) -> Text:
        actions = [self.game.vertices[vertex].moves[move].action for move in moves]
        return joined((self.model.actions.get(id, Text(id)) for id in actions), ", ", "、")

    def indifference(self, tie: Indifference) -> Text:
        vertex = self.game.vertices[tie.vertex]
        return both(
            word("mixing.indifferent", node=vertex.id, player="{player}", actions="{actions}"),
            player=self.model.players[vertex.player or 0].name,
            actions=self.moves(tie.vertex, tie.moves),
        )

    def family(self, family: Family) -> Text:
        spans = {span.vertex: span for span in family.ranges}
        parts = [self.node(place, played, spans.get(place)) for place, played in family.supports]
        parts += [
            word("mixing.further", condition=condition_text(self.game, condition))
            for condition in family.conditions
        ]
        return both(word("mixing.family", what="{what}"), what=joined(parts, "; ", "；"))

    def node(self, place: int, played: tuple[int, ...], span: Range | None) -> Text:
        id = self.game.vertices[place].id
        if span is None:
            key = "mixing.played" if len(played) == 1 else "mixing.among"
            return both(word(key, node=id, actions="{actions}"), actions=self.moves(place, played))
        others = [move for move in played if move != span.move]
        key = "mixing.mixed" if span.low == span.high else "mixing.mixed_within"
        return both(
            word(key, node=id, p=_span(span), action="{action}", other="{other}"),
            action=self.moves(place, [span.move]),
            other=self.moves(place, others),
        )


def _span(span: Range) -> str:
    """Write which probabilities are allowed: a number, or an interval."""
    if span.low == span.high:
        return _number(span.low)
    low, high = "[" if span.closed_low else "(", "]" if span.closed_high else ")"
    return f"{low}{_number(span.low)}, {_number(span.high)}{high}"


def _number(value: Any) -> str:
    return exact(value) if isinstance(value, Fraction) else number(value).replace(MINUS, "-")


def condition_text(game: ExtensiveGame, condition: tuple[Any, str]) -> str:
    """Write a condition on several probabilities; ``p[reply=punish]`` is that of a move."""
    terms, relation = condition
    text = ""
    for variables, coefficient in terms:
        factors = [_probability(game, *each) for each in variables]
        if not factors or abs(coefficient) != 1:
            factors.insert(0, _number(abs(coefficient)))
        before = (" - " if coefficient < 0 else " + ") if text else "-" * (coefficient < 0)
        text += before + "*".join(factors)
    return f"{text or '0'} {'==' if relation == '=' else relation} 0"


def _probability(game: ExtensiveGame, vertex: int, move: int) -> str:
    node = game.vertices[vertex]
    return f"p[{node.id}={node.moves[move].action}]"
