"""Tables of the regimes in any number of free parameters, and of the boundaries between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.plane.deciding import Regime
from vcgame.derive.regimes.answer import Boundary, Place, Regimes, Undecided
from vcgame.derive.regimes.questions import NO_VALUE
from vcgame.derive.regimes.space import LIMIT
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    Name,
    Relation,
)
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.conditions.plane_words import regime_words
from vcgame.report.naming import both, formula_cell, joined, status_note, symbol
from vcgame.report.tables.cells import exact
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["boundary_table", "regime_table", "regimes_json"]

MOST_SHOWN: Final = 12
"""So many undecided cells are shown at most."""


def regime_table(model: Model, regimes: Regimes) -> Table:
    """Tabulate the regimes: equilibria, where they hold, a witness for each conjunction.

    Examples
    --------
    >>> from vcgame.derive.regimes.regimes import parametric_regimes
    >>> from vcgame.model.library import load_model
    >>> model = load_model("brand-maintain")
    >>> table = regime_table(model, parametric_regimes(model))
    >>> for cell in table.column("holds"):
    ...     print(cell.plain)
    tau < min(T - R, P - S)
    tau > T - R and tau < P - S
    tau < T - R and tau > P - S
    tau > max(T - R, P - S)
    """
    columns = (
        Column("region", word("regions.region")),
        Column("regime", word("equilibria")),
        Column("holds", word("regions.holds")),
        Column("witness", word("regions.witness")),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, region in enumerate(regimes.regions):
        name = _regime(model, region.regime)
        for place in region.places:
            where = _conjunction(model, place.conditions)
            rows.append((_name(number), name, where, _witness(model, place.witness)))
    opened = [each for each in regimes.undecided if not each.boundary]
    rows += [
        (word("regions.not_decided"), _maybe(model, each), _conjunction(model, each.conditions), "")
        for each in opened[:MOST_SHOWN]
    ]
    if regimes.complete:
        found = word("regions.complete", empty=regimes.empty)
    else:
        found = word("regions.incomplete", count=len(opened), empty=regimes.empty)
    title = both(word("titles.regimes", model="{model}"), model=model.title)
    notes = (*_assumed(model), found, *_more(opened), word("regions.witnesses"))
    return Table(
        f"{model.id}.regimes", title, columns, tuple(rows), (*notes, *_closing(model, regimes))
    )


def boundary_table(model: Model, regimes: Regimes) -> Table:
    """Tabulate the boundaries: equation, what is on either side, and what happens on it.

    Examples
    --------
    >>> from vcgame.derive.regimes.regimes import parametric_regimes
    >>> from vcgame.model.library import load_model
    >>> model = load_model("boxed-pigs")
    >>> table = boundary_table(model, parametric_regimes(model))
    >>> [cell.plain for cell in table.column("equation")], table.column("components")
    (['A == 6', 'A == 1'], (1, 2))
    """
    columns = (
        Column("equation", word("regions.equation")),
        Column("part", word("regions.part")),
        Column("below", word("regions.smaller")),
        Column("above", word("regions.greater")),
        Column("regime", word("regions.on_it")),
        Column("components", word("regions.components"), "right"),
        Column("witness", word("regions.witness")),
    )
    numbers = {region.regime: number for number, region in enumerate(regimes.regions)}
    rows: list[tuple[Cell, ...]] = []
    for boundary in regimes.boundaries:
        sides: list[Cell] = ["", ""]
        if not isinstance(boundary.equation, And):
            sides = [_side(model, each, numbers) for each in (boundary.below, boundary.above)]
        rows += [
            (
                formula_cell(model, boundary.equation),
                _conjunction(model, place.conditions),
                *sides,
                _regime(model, boundary.regime),
                boundary.components,
                _witness(model, place.witness),
            )
            for place in boundary.places
        ]
    opened = [each for each in regimes.undecided if each.boundary]
    title = both(word("regions.boundaries_title", model="{model}"), model=model.title)
    notes = list(_assumed(model))
    if not regimes.boundaries_complete:
        notes += [word("regions.boundaries_incomplete", count=len(opened))]
        notes += [_reason(each) for each in opened[:MOST_SHOWN]]
    notes += [*_more(opened), word("regions.witnesses"), word("regions.meeting")]
    return Table(
        f"{model.id}.boundaries", title, columns, tuple(rows), (*notes, *_closing(model, regimes))
    )


def regimes_json(model: Model, regimes: Regimes) -> dict[str, Any]:
    """Describe regimes for programs; exact numbers and conditions are texts."""
    numbers = {region.regime: number + 1 for number, region in enumerate(regimes.regions)}
    return {
        "parameters": list(regimes.parameters),
        "assumptions": [to_text(each) for each in model.assumptions],
        "concept": regimes.concept,
        "complete": regimes.complete,
        "boundaries_complete": regimes.boundaries_complete,
        "proved_empty": regimes.empty,
        "regions": [
            {
                "region": numbers[region.regime],
                "regime": region.regime,
                "equilibria": [[list(each) for each in supports] for supports in region.equilibria],
                "places": _places_json(region.places),
            }
            for region in regimes.regions
        ],
        "boundaries": [_boundary_json(each) for each in regimes.boundaries],
        "undecided": [
            {
                "conditions": [to_text(each) for each in undecided.conditions],
                "reason": undecided.reason,
                "regime": undecided.regime,
                "boundary": undecided.boundary,
            }
            for undecided in regimes.undecided
        ],
    }


def _boundary_json(boundary: Boundary) -> dict[str, Any]:
    return {
        "equation": to_text(boundary.equation),
        "below": boundary.below,
        "above": boundary.above,
        "regime": boundary.regime,
        "components": boundary.components,
        "degenerate": boundary.degenerate,
        "places": _places_json(boundary.places),
    }


def _places_json(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [
        {
            "conditions": [to_text(each) for each in place.conditions],
            "witness": None
            if place.witness is None
            else {name: exact(value) for name, value in place.witness.items()},
        }
        for place in places
    ]


def _name(number: int) -> str:
    return f"R{number + 1}"


def _regime(model: Model, label: str) -> Text:
    found = Regime("undefined") if label == NO_VALUE else Regime("solved", label)
    return regime_words(model, found)


def _maybe(model: Model, undecided: Undecided) -> Cell:
    return "" if undecided.regime is None else _regime(model, undecided.regime)


def _side(model: Model, label: str | None, numbers: Mapping[str, int]) -> Cell:
    if label is None:
        return word("regions.excluded")
    return _name(numbers[label]) if label in numbers else _regime(model, label)


def _conjunction(model: Model, conditions: Sequence[Condition]) -> Cell:
    if not conditions:
        return word("always")
    parts = _gathered(conditions)
    return formula_cell(model, parts[0] if len(parts) == 1 else And(tuple(parts)))


def _gathered(conditions: Sequence[Condition]) -> list[Condition]:
    """Write several bounds of one name as one, with the least or the greatest of them."""
    bounds: dict[Condition | tuple[Expression, Relation], list[Expression]] = {}
    for each in conditions:
        if isinstance(each, Comparison) and isinstance(each.left, Name) and each.relation in "<>":
            bounds.setdefault((each.left, each.relation), []).append(each.right)
        else:
            bounds[each] = []
    written: list[Condition] = []
    for key, sides in bounds.items():
        if not isinstance(key, tuple):
            written.append(key)
            continue
        name, relation = key
        best = Call("min" if relation == "<" else "max", tuple(sides))
        written.append(Comparison(name, relation, best if len(sides) > 1 else sides[0]))
    return written


def _witness(model: Model, point: Mapping[str, Fraction] | None) -> Cell:
    if point is None:
        return word("regions.no_point")
    pairs = [(symbol(model, name), exact(value)) for name, value in point.items()]
    return Math(
        r",\; ".join(f"{name.latex} = {value}" for name, value in pairs),
        ", ".join(f"{name.plain} = {value}" for name, value in pairs),
    )


def _assumed(model: Model) -> list[Text]:
    if not model.assumptions:
        return []
    texts = [Text(formula_cell(model, each).plain) for each in model.assumptions]
    return [both(word("under_assumptions", what="{what}"), what=joined(texts))]


def _reason(undecided: Undecided) -> Text:
    limit = undecided.reason == LIMIT
    reason = word("regions.limit") if limit else Text(undecided.reason)
    what = joined((Text(to_text(each)) for each in undecided.conditions), ", ", "，")
    return both(word("regions.reason", reason="{reason}", what="{what}"), reason=reason, what=what)


def _more(opened: Sequence[Undecided]) -> list[Text]:
    return [word("regions.more", shown=MOST_SHOWN)] if len(opened) > MOST_SHOWN else []


def _closing(model: Model, regimes: Regimes) -> list[Text]:
    pure = [word("notes_of.pure")] if regimes.concept == "pure" else []
    return [*pure, status_note(model)]
