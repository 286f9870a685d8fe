"""The table of local stability that papers print: in symbols, and at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from vcgame.derive.dynamics.answer import (
    LABELS,
    Dynamics,
    Label,
    Linearisation,
    PointStability,
    RestPoint,
    Stability,
)
from vcgame.derive.dynamics.stability import LONG_MINORS, MANY_MIX, SADDLE_REST, TOO_LONG
from vcgame.model.formula.expression import Condition, Number
from vcgame.model.point import is_true
from vcgame.model.text import Text
from vcgame.report.dynamics.cells import (
    condition_cell,
    formula_math,
    joined_math,
    polynomial_math,
)
from vcgame.report.dynamics.formulas import assumption_notes, titled
from vcgame.report.dynamics.state_names import coordinate_symbol
from vcgame.report.naming import labelled, point_text, status_note
from vcgame.report.tables.cells import MINUS, number
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["here_table", "stability_table"]

MOST_WAYS = 2
"""So many alternatives of a saddle are written out; more are what is left over."""

_SIGNS: Mapping[Label, tuple[str, str]] = {
    "sink": ("+", MINUS),
    "source": ("+", "+"),
    "saddle": (MINUS, "±"),
    "centre": ("+", "0"),
    "non-hyperbolic": ("0", "±"),
}
"""Signs of determinant and trace that each label means in two dimensions."""

_REASONS = {
    TOO_LONG: "dynamics.too_long_polynomial",
    LONG_MINORS: "dynamics.too_long_minors",
    SADDLE_REST: "dynamics.saddle_rest",
    MANY_MIX: "dynamics.many_mix",
}


def stability_table(dynamics: Dynamics) -> Table:
    """Tabulate what every rest point is, and under which conditions.

    In two dimensions determinant and trace stand with their signs, else the eigenvalues. The
    label, which is about linearisation, and what is an ESS or a strict Nash equilibrium have
    columns of their own.
    """
    game = dynamics.evolution.game
    plane = len(game.coordinates) == 2
    one = len(game.populations) == 1
    columns = [Column("point", word("dynamics.rest_point"))]
    if plane:
        columns += [
            Column("det", word("dynamics.determinant")),
            Column("det_sign", word("dynamics.determinant_sign"), "center"),
            Column("trace", word("dynamics.trace")),
            Column("trace_sign", word("dynamics.trace_sign"), "center"),
        ]
    else:
        columns.append(Column("eigenvalues", word("dynamics.eigenvalues")))
    columns += [
        Column("label", word("dynamics.label")),
        Column("condition", word("dynamics.condition")),
    ]
    columns += (
        [Column("ess", word("dynamics.ess_if")), Column("strict", word("dynamics.strict_if"))]
        if one
        else [Column("ess", word("dynamics.ess_strict_if"))]
    )
    rows: list[tuple[Cell, ...]] = []
    for point in dynamics.points:
        if point.id in dynamics.stabilities and not point.never:
            rows += _rows(dynamics, point, plane=plane, one=one)
    return Table(
        f"{game.model.id}.stability",
        titled(dynamics, "stability"),
        tuple(columns),
        tuple(rows),
        tuple(_notes(dynamics)),
    )


def _rows(
    dynamics: Dynamics, point: RestPoint, *, plane: bool, one: bool
) -> list[tuple[Cell, ...]]:
    """Write one row per label that is possible; formulas stand in the first."""
    game = dynamics.evolution.game
    stability = dynamics.stabilities[point.id]
    linear = dynamics.linearisations[point.id]
    front: list[Cell]
    det, trace = (formula_math(game, each) for each in (linear.determinant, linear.trace))
    front = [det, trace] if plane else [_eigenvalues(dynamics, linear)]
    back = [_when(dynamics, stability.evolutionary)]
    if one:
        back.append(_when(dynamics, stability.strict))
    rows: list[tuple[Cell, ...]] = []
    labels = [label for label in LABELS if label in stability.cases]
    if not labels:
        labels_cells: list[tuple[Cell, ...]] = [(word("dynamics.undecided"), "")]
        signs = [("", "")]
    else:
        labels_cells = [
            (word(f"dynamics.{_short(label)}"), _condition(dynamics, stability, label))
            for label in labels
        ]
        signs = [_signs(linear, label) for label in labels]
    for number_, (cells, (det_sign, trace_sign)) in enumerate(
        zip(labels_cells, signs, strict=True)
    ):
        first = number_ == 0
        shown = front if first else [""] * len(front)
        if plane:
            shown = [shown[0], det_sign, shown[1], trace_sign]
        rows.append((point.id, *shown, *cells, *(back if first else [""] * len(back))))
    return rows


def _short(label: Label) -> str:
    return "short_non-hyperbolic" if label == "non-hyperbolic" else label


def _signs(linear: Linearisation, label: Label) -> tuple[str, str]:
    det, trace = _SIGNS[label]
    if linear.trace == Number(Fraction(0)):
        trace = "0"
    return det, trace


def _condition(dynamics: Dynamics, stability: Stability, label: Label) -> Cell:
    ways = stability.cases[label]
    if label == "saddle" and len(ways) > MOST_WAYS and len(stability.cases) > 1:
        return word("dynamics.otherwise")
    return condition_cell(dynamics.evolution.game, ways)


def _when(dynamics: Dynamics, conditions: tuple[Condition, ...] | None) -> Cell:
    if conditions is None:
        return word("never")
    return condition_cell(dynamics.evolution.game, [conditions])


def _eigenvalues(dynamics: Dynamics, linear: Linearisation) -> Cell:
    """Write eigenvalues as formulas, roots, or by their polynomial."""
    game = dynamics.evolution.game
    if linear.eigenvalues is not None:
        return joined_math([formula_math(game, each) for each in linear.eigenvalues])
    outer = [formula_math(game, each) for each in linear.outer]
    polynomial = polynomial_math(game, linear.inner)
    roots = Math(rf"\lambda: {polynomial.latex} = 0", f"lambda: {polynomial.plain} = 0")
    return joined_math([*outer, roots])


def _notes(dynamics: Dynamics) -> list[Text]:
    game = dynamics.evolution.game
    several = len(game.populations) > 1
    notes = [*assumption_notes(dynamics), word("dynamics.note_labels")]
    stabilities = dynamics.stabilities.values()
    if any(len(each.cases.get("saddle", ())) > MOST_WAYS for each in stabilities):
        notes.append(word("dynamics.note_otherwise"))
    longest = max(len(each.inner) for each in dynamics.linearisations.values())
    if len(game.coordinates) > 2 and longest > 2:
        notes.append(word("dynamics.note_lambda"))
    if several:
        notes.append(word("dynamics.note_selten"))
        if game.multilinear:
            notes.append(word("dynamics.note_mixtures"))
    elif len(game.populations[0].strategies) > 2:
        notes.append(word("dynamics.note_ties" if game.multilinear else "dynamics.note_definite"))
    for id, stability in dynamics.stabilities.items():
        if stability.undecided:
            why = word(_REASONS[stability.undecided])
            notes.append(labelled_point(id, why))
    notes.append(status_note(game.model))
    return notes


def labelled_point(id: str, what: Text) -> Text:
    """Say something of one rest point."""
    return Text(f"{id}: {what.en}.", f"{id}：{what.say('zh')}。")


def here_table(
    dynamics: Dynamics, found: Sequence[PointStability], values: Mapping[str, Fraction]
) -> Table:
    """Tabulate the rest points at a point of the parameters."""
    game = dynamics.evolution.game
    plane = len(game.coordinates) == 2
    one = len(game.populations) == 1
    columns = [Column("point", word("dynamics.rest_point"))]
    for place, name in enumerate(game.coordinates, start=1):
        columns.append(Column(f"x_{place}", Text(coordinate_symbol(game, name).plain), "right"))
    columns.append(Column("inside", word("dynamics.inside"), "center"))
    if plane:
        columns += [
            Column("det", word("dynamics.determinant"), "right"),
            Column("det_sign", word("dynamics.determinant_sign"), "center"),
            Column("trace", word("dynamics.trace"), "right"),
            Column("trace_sign", word("dynamics.trace_sign"), "center"),
        ]
    columns += [
        Column("eigenvalues", word("dynamics.eigenvalues")),
        Column("label", word("dynamics.label")),
        Column("ess", word("dynamics.ess" if one else "dynamics.ess_strict"), "center"),
    ]
    if one:
        columns.append(Column("strict", word("dynamics.strict"), "center"))
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        cells: list[Cell] = [each.id, *each.values, each.inside]
        if plane:
            cells += [each.determinant, _sign(each.determinant), each.trace, _sign(each.trace)]
        cells += [_numbers(each.eigenvalues), word(f"dynamics.{_short(each.label)}")]
        cells.append(each.evolutionary)
        if one:
            cells.append(each.strict)
        rows.append(tuple(cells))
    notes = []
    if values:
        notes.append(labelled("parameters", Text(point_text(values))))
    if not all(each.inside for each in found):
        notes.append(word("dynamics.note_outside"))
    lines = [point.id for point in dynamics.points if _rests(point, values)]
    if lines:
        notes.append(word("dynamics.note_lines_here", lines=", ".join(lines)))
    notes += [word("dynamics.note_exact"), status_note(game.model)]
    return Table(
        f"{game.model.id}.here", titled(dynamics, "here"), tuple(columns), tuple(rows), tuple(notes)
    )


def _rests(point: RestPoint, values: Mapping[str, Fraction]) -> bool:
    """Whether an edge rests as a whole at a point of the parameters."""
    if not point.continuum or point.never or point.equations:
        return False
    return all(is_true(condition, values) for condition in point.exists)


def _sign(value: Fraction | float | None) -> str:
    if value is None:
        return ""
    return "+" if value > 0 else MINUS if value < 0 else "0"


def _numbers(values: Sequence[complex]) -> Text:
    """Write eigenvalues, a conjugate pair as one: ``−0.1 ± 3.354i``."""
    parts: list[str] = []
    left = list(values)
    while left:
        value = left.pop(0)
        if value.imag == 0:
            parts.append(number(value.real))
            continue
        twin = min(left, key=lambda each: abs(each - value.conjugate()))
        left.remove(twin)
        imaginary = f"±{number(abs(value.imag))}i"
        parts.append(imaginary if value.real == 0 else f"{number(value.real)} {imaginary}")
    return Text(", ".join(parts))
