"""Tables of an exact map of regimes: its areas, its boundary curves, its corners."""

from __future__ import annotations

from typing import Any

from vcgame.derive.plane.places import Coordinate
from vcgame.derive.plane.plane import Area, Corner, Curve, Plane
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.conditions.plane_content import area_text
from vcgame.report.conditions.plane_words import component_count, coordinate_text, regime_words
from vcgame.report.naming import both, formula_cell, joined, status_note, symbol
from vcgame.report.regimes import regime_text
from vcgame.report.tables.cells import exact
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.answer import Answer

__all__ = ["area_table", "corner_table", "curve_table", "plane_json"]


def area_table(plane: Plane, model: Model) -> Table:
    """Tabulate the areas: the equilibria, a rational point, and the curves around.

    Examples
    --------
    >>> from vcgame.derive.plane.plane import regime_plane
    >>> from vcgame.model.library import load_model
    >>> from vcgame.model.restriction import free_parameters
    >>> whole = load_model("brand-two-firms")
    >>> plane = regime_plane(free_parameters(whole, ("c", "sigma"), whole.values()))
    >>> [cell.en for cell in area_table(plane, whole).column("regime")]
    ['(build, build)', '(free-ride, free-ride)']
    """
    columns = (
        Column("area", word("plane.area")),
        Column("regime", word("equilibria")),
        Column("components", word("plane.components"), "right"),
        Column("sample", word("plane.sample")),
        Column("curves", word("plane.bounded_by")),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, area in enumerate(plane.areas):
        around = joined((Text(_curve_name(each)) for each in area.curves), ", ", "、")
        count = _components(model, area)
        sample = _sample(plane, model, area)
        rows.append((_area_name(number), area_text(area), count, sample, around))
    title = _title(plane, model, "plane.areas_title")
    return Table(f"{model.id}.areas", title, columns, tuple(rows), _notes(plane, model))


def curve_table(plane: Plane, model: Model) -> Table:
    """Tabulate the boundary curves: equation, what they part, from where to where, ties."""
    columns = (
        Column("curve", word("plane.curve")),
        Column("equation", word("plane.equation")),
        Column("parts", word("plane.parts")),
        Column("range", word("plane.from_to")),
        Column("regime", word("plane.on_it")),
        Column("components", word("plane.components"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _curve_name(number),
            formula_cell(model, curve.equation),
            _parted(curve),
            _span(model, curve),
            _on(model, curve),
            _components(model, curve),
        )
        for number, curve in enumerate(plane.curves)
    ]
    title = _title(plane, model, "plane.curves_title")
    return Table(f"{model.id}.curves", title, columns, tuple(rows), _notes(plane, model))


def corner_table(plane: Plane, model: Model) -> Table:
    """Tabulate the points where boundaries meet, with the equilibria there."""
    first, second = plane.parameters
    columns = (
        Column("first", Text(first)),
        Column("second", Text(second)),
        Column("curves", word("plane.curves")),
        Column("regime", word("plane.at_it")),
        Column("components", word("plane.components"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _number(corner.first),
            _number(corner.second),
            joined((Text(_curve_name(each)) for each in corner.curves), ", ", "、"),
            _on(model, corner),
            _components(model, corner),
        )
        for corner in plane.corners
    ]
    title = _title(plane, model, "plane.corners_title")
    return Table(f"{model.id}.corners", title, columns, tuple(rows), _notes(plane, model))


def plane_json(plane: Plane) -> dict[str, Any]:
    """Describe a map for programs; exact numbers are texts, irrational ones two bounds."""
    names = plane.parameters
    return {
        "parameters": {
            name: [exact(low), exact(high)]
            for name, (low, high) in zip(names, plane.ranges, strict=True)
        },
        "concept": plane.concept,
        "areas": [
            {
                "area": number + 1,
                "status": area.regime.status,
                "regime": area.regime.label,
                "sample": dict(zip(names, map(exact, area.sample), strict=True)),
                "curves": [each + 1 for each in area.curves],
            }
            for number, area in enumerate(plane.areas)
        ],
        "curves": [
            {
                "curve": number + 1,
                "equation": to_text(curve.equation),
                "areas": [each + 1 for each in curve.areas],
                "along": curve.along,
                "from": _bounds(curve.span[0]),
                "to": _bounds(curve.span[1]),
                "status": curve.regime.status,
                "regime": curve.regime.label,
                "components": component_count(plane.model, curve.regime),
                "sample": None
                if curve.sample is None
                else dict(zip(names, map(exact, curve.sample), strict=True)),
                "edge": curve.edge,
            }
            for number, curve in enumerate(plane.curves)
        ],
        "corners": [
            {
                names[0]: _bounds(corner.first),
                names[1]: _bounds(corner.second),
                "status": corner.regime.status,
                "regime": corner.regime.label,
                "components": component_count(plane.model, corner.regime),
                "curves": [each + 1 for each in corner.curves],
                "edge": corner.edge,
            }
            for corner in plane.corners
        ],
    }


def _bounds(coordinate: Coordinate) -> str | list[str]:
    if coordinate.rational:
        return exact(coordinate.low)
    return [exact(coordinate.low), exact(coordinate.high)]


def _area_name(number: int) -> str:
    return f"R{number + 1}"


def _curve_name(number: int) -> str:
    return f"L{number + 1}"


def _title(plane: Plane, model: Model, key: str) -> Text:
    first, second = plane.parameters
    template = word(key, model="{model}", first=first, second=second)
    return both(template, model=model.title)


def _notes(plane: Plane, model: Model) -> tuple[Text, ...]:
    extent = {
        key: value
        for place, name, (low, high) in zip(
            ("first", "second"), plane.parameters, plane.ranges, strict=True
        )
        for key, value in (
            (place, name),
            (f"{place}_low", exact(low)),
            (f"{place}_high", exact(high)),
        )
    }
    notes = [word("plane.extent", **extent)]
    numbers = [end for curve in plane.curves for end in curve.span]
    numbers += [each for corner in plane.corners for each in (corner.first, corner.second)]
    if not all(number.rational for number in numbers):
        notes.append(word("plane.approximate"))
    if plane.concept == "pure":
        notes.append(word("notes_of.pure"))
    return (*notes, status_note(model))


def _sample(plane: Plane, model: Model, area: Area) -> Math:
    pairs = [
        (symbol(model, name), exact(value))
        for name, value in zip(plane.parameters, area.sample, strict=True)
    ]
    return Math(
        r",\; ".join(f"{name.latex} = {value}" for name, value in pairs),
        ", ".join(f"{name.plain} = {value}" for name, value in pairs),
    )


def _parted(curve: Curve) -> Text:
    names = [_area_name(number) for number in curve.areas]
    if curve.edge:
        return word("plane.edge_of", one=names[0])
    if names[0] == names[1]:
        return word("plane.within", one=names[0])
    return word("plane.between_two", one=names[0], other=names[1])


def _span(model: Model, curve: Curve) -> Math:
    name = symbol(model, curve.along)
    low, high = (_number(end) for end in curve.span)
    return Math(
        rf"{low.latex} \le {name.latex} \le {high.latex}",
        f"{low.plain} <= {name.plain} <= {high.plain}",
    )


def _number(coordinate: Coordinate) -> Math:
    text = coordinate_text(coordinate)
    return Math(text.replace("...", r"\ldots"), text)


def _on(model: Model, part: Curve | Corner) -> Text:
    if part.solution is not None:
        return regime_text(part.solution)
    return regime_words(model, part.regime)


def _components(model: Model, part: Area | Curve | Corner) -> int | None:
    two = len(model.players) == 2  # of more, only pure equilibria are known
    if two and part.solution is not None and isinstance(part.solution.answer, Answer):
        return part.solution.answer.components
    return component_count(model, part.regime)
