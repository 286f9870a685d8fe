"""Tables of the equilibria at a point."""

from __future__ import annotations

from fractions import Fraction

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.concepts.assessments import assessment_table
from vcgame.report.concepts.symmetric import symmetric_table
from vcgame.report.mixing_notes import mixing_notes
from vcgame.report.naming import both, joined, mixture_text, outcome_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.answer import Answer
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer

__all__ = ["equilibrium_table"]

MOST_SUBSETS = 20
"""So many maximal Nash subsets are told in words; results for programs hold all of them."""


def equilibrium_table(solution: Solution) -> Table:
    """Tabulate the equilibria at a point with payoffs and certificates."""
    model, answer = solution.model, solution.answer
    if isinstance(answer, SymmetricAnswer) and isinstance(solution.game, SymmetricGame):
        return symmetric_table(model, solution.game, answer)
    if isinstance(answer, AssessmentAnswer) and isinstance(solution.game, ExtensiveGame):
        return assessment_table(model, solution.game, answer)
    title = both(word("titles.equilibria", model="{model}"), model=model.title)
    name = f"{model.id}.equilibria"
    payoffs = tuple(
        Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
        for i, player in enumerate(model.players, 1)
    )
    certificate = Column("certificate", word("certificate"), "right")
    if isinstance(answer, TreeAnswer):
        columns = (
            Column("equilibrium", word("equilibrium"), "right"),
            Column("outcome", word("outcome")),
            Column("strategies", word("moves_everywhere")),
            *payoffs,
            certificate,
        )
        return Table(name, title, columns, _tree_rows(solution, answer), _notes(solution))
    if not isinstance(answer, Answer):
        raise TypeError(type(answer))
    columns = (
        Column("equilibrium", word("equilibrium"), "right"),
        Column("component", word("component"), "right"),
        *(Column(f"x{i}", player.name) for i, player in enumerate(model.players, 1)),
        *payoffs,
        certificate,
    )
    return Table(name, title, columns, _rows(model, answer), _notes(solution))


def _rows(model: Model, answer: Answer) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            place,
            found.component,
            *(mixture_text(model, i, mixture) for i, mixture in enumerate(found.profile)),
            *found.payoffs,
            found.certificate,
        )
        for place, found in enumerate(answer.equilibria, 1)
    )


def _tree_rows(solution: Solution, answer: TreeAnswer) -> tuple[tuple[Cell, ...], ...]:
    model, game = solution.model, solution.game
    if not isinstance(game, ExtensiveGame):
        raise TypeError(type(game))
    rows = []
    for place, found in enumerate(answer.equilibria, 1):
        moves = []
        for number_, move in found.choices:
            vertex = game.vertices[number_]
            action = vertex.moves[move].action
            name = model.actions.get(action, Text(action))
            moves.append(Text(f"{vertex.id}: {name.en}", f"{vertex.id}: {name.say('zh')}"))
        outcome = outcome_text(model, game, found)
        payoffs = [p if isinstance(p, Fraction) else float(p) for p in found.payoffs]
        rows.append((place, outcome, joined(moves, "; ", "；"), *payoffs, found.certificate))
    return tuple(rows)


def _notes(solution: Solution) -> tuple[Text, ...]:
    model, game, answer = solution.model, solution.game, solution.answer
    complete = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(complete, why="{why}"), why=reason_text(answer.why))]
    if answer.concept == "pure":
        notes.append(word("notes_of.pure"))
    if isinstance(answer, TreeAnswer):
        if isinstance(game, ExtensiveGame):
            notes += mixing_notes(model, game, answer)
    elif isinstance(answer, Answer) and answer.degenerate:
        notes += _degenerate_notes(answer)
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    return (*notes, status_note(model))


def _sentence(text: Text) -> Text:
    """Begin with a capital letter, unless with the name of nashpy, and end with a full stop."""
    en = text.en if text.en.startswith("nashpy") else text.en[:1].upper() + text.en[1:]
    return Text(f"{en}.", f"{text.say('zh')}。")


def _degenerate_notes(answer: Answer) -> list[Text]:
    counts = {"extreme": len(answer.equilibria), "components": answer.components}
    if not answer.nash_subsets:
        return [word("notes_of.degenerate_components", **counts)]
    notes = [word("notes_of.degenerate", **counts, subsets=len(answer.nash_subsets))]
    joint = [subset for subset in answer.nash_subsets if len(subset) > 1]
    if joint and len(joint) <= MOST_SUBSETS:
        told = ", ".join(f"{{{', '.join(str(i + 1) for i in subset)}}}" for subset in joint)
        notes.append(word("notes_of.subsets", subsets=told))
    return notes
