"""Equilibria of trees with information sets, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from vcgame.forms.extensive import ExtensiveGame, InformationSet
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.concepts.play_text import move_name, play_text
from vcgame.report.naming import both, joined, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import for_json, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import catalogue, word
from vcgame.solve.answer import Real
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, BeliefRange

__all__ = ["assessment_json", "assessment_table"]

_CONSISTENCY = {"sequential": "yes", "not sequential": "no"}


def assessment_table(model: Model, game: ExtensiveGame, answer: AssessmentAnswer) -> Table:
    """Tabulate the equilibria of a tree: what happens, what each would do, what it pays.

    Parameters
    ----------
    model, game
        The model, and its tree at the point.
    answer
        Its equilibria of any concept; beliefs and consistency get columns where there are any.
    """
    beliefs = any(each.beliefs for each in answer.equilibria)
    consistency = any(each.consistency is not None for each in answer.equilibria)
    columns = [
        Column("equilibrium", word("equilibrium"), "right"),
        Column("outcome", word("outcome"), "right"),
        Column("play", word("assessments.play")),
        Column("behaviour", word("assessments.behaviour")),
    ]
    if beliefs:
        columns.append(Column("beliefs", word("assessments.beliefs")))
    columns += [
        Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
        for i, player in enumerate(model.players, 1)
    ]
    columns.append(Column("certificate", word("certificate"), "right"))
    if consistency:
        columns.append(Column("sequential", word("assessments.sequential")))
    teller = _Teller(model, game)
    rows = []
    for place, each in enumerate(answer.equilibria, 1):
        row: list[Cell] = [
            place,
            each.outcome,
            play_text(model, game, each.behaviour),
            teller.behaviour(each),
        ]
        if beliefs:
            row.append(teller.beliefs(each.beliefs))
        row += [*each.payoffs, each.certificate]
        if consistency:
            row.append(_consistency(each))
        rows.append(tuple(row))
    title = both(_title(answer.concept), model=model.title)
    return Table(
        f"{model.id}.equilibria", title, tuple(columns), tuple(rows), _notes(model, answer)
    )


def _title(concept: str) -> Text:
    key = f"assessments.{concept.replace('-', '_')}"
    known = key if key in catalogue("en") else "titles.equilibria"
    return word(known, model="{model}")


def _consistency(found: Assessment) -> Cell:
    if found.consistency is None:
        return None
    return word(_CONSISTENCY.get(found.consistency, "assessments.undecided"))


def _notes(model: Model, answer: AssessmentAnswer) -> tuple[Text, ...]:
    because = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(because, why="{why}"), why=reason_text(answer.why))]
    if answer.equilibria:
        counts = {"count": len(answer.equilibria), "outcomes": answer.outcomes}
        notes.append(word("assessments.counts", **counts))
    if answer.degenerate:
        notes.append(word("assessments.degenerate"))
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    return (*notes, status_note(model))


def _sentence(text: Text) -> Text:
    return Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")


class _Teller:
    """Knows how the parts of a tree are called."""

    def __init__(self, model: Model, game: ExtensiveGame) -> None:
        self.model = model
        self.sets = game.information_sets()
        self.paths = _paths(game)
        self.nodes = [self._labels(each, game) for each in self.sets]

    def behaviour(self, found: Assessment) -> Text:
        """Write what is played at each information set that leaves a choice."""
        parts = []
        for place, (each, mixture) in enumerate(zip(self.sets, found.behaviour, strict=True)):
            if len(each.actions) < 2:
                continue
            what = word("assessments.any")
            if place not in found.free:
                what = self._mixture(each.actions, mixture)
            parts.append(_labelled(Text(each.id), what))
        return joined(parts, "; ", "；")

    def beliefs(self, ranges: tuple[BeliefRange, ...]) -> Text:
        """Write what may be believed at each information set of several nodes."""
        parts = []
        for span in ranges:
            each, labels = self.sets[span.information], self.nodes[span.information]
            if len(each.vertices) > 1:
                parts.append(_labelled(Text(each.id), self._range(span, labels)))
        return joined(parts, "; ", "；")

    def _mixture(self, actions: tuple[str, ...], mixture: tuple[Any, ...]) -> Text:
        played = [
            (move_name(self.model, a), p) for a, p in zip(actions, mixture, strict=True) if p != 0
        ]
        if len(played) == 1:
            return played[0][0]
        parts = [
            Text(f"{number(p)} {name.en}", f"{number(p)} {name.say('zh')}") for name, p in played
        ]
        return joined(parts, " + ", " + ")

    def _range(self, span: BeliefRange, labels: tuple[Text, ...]) -> Text:
        """Say the range of each node's probability; of two nodes the first one's says all."""
        if not span.reached and not span.conditions and _anything(span):
            return word("assessments.any_belief")
        shown = range(1 if len(labels) == 2 else len(labels))
        parts = []
        for k in shown:
            name = Text(f"P({labels[k].en})", f"P({labels[k].say('zh')})")
            low, high = span.low[k], span.high[k]
            if low == high:
                parts.append(
                    Text(f"{name.en} = {number(low)}", f"{name.say('zh')} = {number(low)}")
                )
                continue
            closed = span.closed[k]
            inside = f"{'[' if closed[0] else '('}{number(low)}, {number(high)}"
            inside += "]" if closed[1] else ")"
            template = word("assessments.within", what="{what}", range="{range}")
            parts.append(both(template, what=name, range=Text(inside)))
        if len(labels) > 2:
            parts += [_condition(each, labels) for each in span.conditions]
        return joined(parts, ", ", "，")

    def _labels(self, each: InformationSet, game: ExtensiveGame) -> tuple[Text, ...]:
        """Name the nodes of a set by the moves before them that tell them apart, if they do."""
        paths = [self.paths[vertex] for vertex in each.vertices]
        if len({len(path) for path in paths}) == 1:
            differing = [k for k in range(len(paths[0])) if len({path[k] for path in paths}) > 1]
            told = [tuple(path[k] for k in differing) for path in paths]
            if len(set(told)) == len(told) and all(told):
                return tuple(
                    joined([move_name(self.model, action) for action in moves], ", ", "，")
                    for moves in told
                )
        return tuple(Text(game.vertices[vertex].id) for vertex in each.vertices)


def _labelled(label: Text, what: Text) -> Text:
    return both(word("labelled", label="{label}", what="{what}"), label=label, what=what)


def _anything(span: BeliefRange) -> bool:
    return all(
        low == 0 and high == 1 and all(closed)
        for low, high, closed in zip(span.low, span.high, span.closed, strict=True)
    )


def _condition(coefficients: tuple[Real, ...], labels: tuple[Text, ...]) -> Text:
    """Write a linear condition on beliefs, those that count for it on the left."""
    sides = []
    for sign in (1, -1):
        terms: list[tuple[Real, Text]] = [
            (c * sign, label) for c, label in zip(coefficients, labels, strict=True) if c * sign > 0
        ]
        sides.append(
            Text(
                " + ".join(_term(c, label.en) for c, label in terms) or "0",
                " + ".join(_term(c, label.say("zh")) for c, label in terms) or "0",
            )
        )
    return joined(sides, " ≥ ", " ≥ ")


def _term(coefficient: Real, label: str) -> str:
    return f"P({label})" if coefficient == 1 else f"{number(coefficient)} P({label})"


def _paths(game: ExtensiveGame) -> dict[int, tuple[str, ...]]:
    """Moves that lead to each node."""
    paths: dict[int, tuple[str, ...]] = {0: ()}
    for place, vertex in enumerate(game.vertices):
        for move in vertex.moves:
            paths[move.child] = (*paths[place], move.action)
    return paths


def assessment_json(
    model: Model,
    values: Mapping[str, Fraction],
    game: ExtensiveGame,
    answer: AssessmentAnswer,
) -> dict[str, Any]:
    """Describe the equilibria of a tree in plain dictionaries, lists, strings and numbers.

    Exact numbers are strings, floats are JSON numbers. A belief is a number where Bayes' rule or
    the equilibrium fixes it, else ``{"low", "high", "closed"}``. Where these ranges do not say
    all, ``belief_conditions`` has a coefficient per node, and the sum of the beliefs weighed with
    them must not be negative.
    """
    sets = game.information_sets()
    return {
        "model": model.id,
        "status": model.status,
        "parameters": {name: for_json(value) for name, value in values.items()},
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "degenerate": answer.degenerate,
        "outcomes": answer.outcomes,
        "equilibria": [_described(game, sets, each) for each in answer.equilibria],
        "notes": list(answer.notes),
    }


def _described(
    game: ExtensiveGame, sets: tuple[InformationSet, ...], found: Assessment
) -> dict[str, Any]:
    behaviour: dict[str, dict[str, Any]] = {player: {} for player in game.players}
    free: dict[str, list[str]] = {player: [] for player in game.players}
    for place, (each, mixture) in enumerate(zip(sets, found.behaviour, strict=True)):
        player = game.players[each.player]
        behaviour[player][each.id] = {
            action: for_json(p) for action, p in zip(each.actions, mixture, strict=True)
        }
        if place in found.free:
            free[player].append(each.id)
    beliefs: dict[str, dict[str, Any]] = {player: {} for player in game.players}
    conditions: dict[str, dict[str, Any]] = {player: {} for player in game.players}
    for span in found.beliefs:
        each = sets[span.information]
        player = game.players[each.player]
        beliefs[player][each.id] = _belief(game, each, span)
        if span.conditions:
            conditions[player][each.id] = [
                {
                    game.vertices[vertex].id: for_json(coefficient)
                    for vertex, coefficient in zip(each.vertices, row, strict=True)
                }
                for row in span.conditions
            ]
    return {
        "behaviour": behaviour,
        "beliefs": beliefs,
        "belief_conditions": {player: told for player, told in conditions.items() if told},
        "payoffs": {
            player: for_json(value)
            for player, value in zip(game.players, found.payoffs, strict=True)
        },
        "outcome": found.outcome,
        "outcomes": {game.vertices[end].id: for_json(p) for end, p in found.outcomes},
        "certificate": for_json(found.certificate),
        "pure": found.pure,
        "free": {player: names for player, names in free.items() if names},
        "consistency": found.consistency,
    }


def _belief(game: ExtensiveGame, each: InformationSet, span: BeliefRange) -> dict[str, Any]:
    nodes = [game.vertices[vertex].id for vertex in each.vertices]
    told: dict[str, Any] = {
        node: for_json(low)
        if low == high
        else {"low": for_json(low), "high": for_json(high), "closed": list(closed)}
        for node, low, high, closed in zip(nodes, span.low, span.high, span.closed, strict=True)
    }
    return told
