"""The table that says when each equilibrium exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from vcgame.derive.conditioned import Conditioned, EquilibriumConditions
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.conditions.condition_cells import holds_text, together_cell
from vcgame.report.naming import both, formula_cell, joined, profile_text, status_note
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["condition_json", "condition_table"]


def condition_table(
    model: Model, found: EquilibriumConditions, values: Mapping[str, Fraction]
) -> Table:
    """Tabulate when each profile is an equilibrium, and whether it is one at a point.

    A mixed equilibrium is given in closed form: where all have two strategies by the probability
    of every player's first strategy, in larger games by that of each strategy played. Beyond
    two-by-two games a column of its own names the strategies played, in braces where there
    are several.

    Examples
    --------
    >>> from vcgame.derive.conditions import all_equilibrium_conditions
    >>> from vcgame.model.library import load_model
    >>> model = load_model("boxed-pigs")
    >>> table = condition_table(model, all_equilibrium_conditions(model), model.values())
    >>> [cell.plain for cell in table.rows[-1] if isinstance(cell, Math)]
    ['x1 = (1 - A)/2, x2 = (6 - A)/8', 'A < 1']
    """
    mixed = any(each.pure is None for each in found.equilibria)
    apart = mixed and (len(model.players) > 2 or not _two_each(model))
    columns = [
        Column("equilibrium", word("equilibrium")),
        Column("condition", word("condition")),
        Column("here", word("holds_here"), "center"),
    ]
    if apart:
        columns.insert(1, Column("mixture", word("existence.mixture")))
    rows = []
    for each in found.equilibria:
        mixture: Cell = _mixture(model, each) if each.pure is None else ""
        name = mixture if each.pure is None and not apart else _name(model, each)
        cells = [name, *_conditions(model, each, values)]
        if apart:
            cells.insert(1, mixture)
        rows.append(tuple(cells))
    title = both(word("titles.conditions", model="{model}"), model=model.title)
    notes = tuple(_notes(model, found, mixed=mixed))
    return Table(f"{model.id}.conditions", title, tuple(columns), tuple(rows), notes)


def _name(model: Model, found: Conditioned) -> Text:
    if found.pure is not None:
        return profile_text(model, found.pure)
    parts = []
    for number, support in enumerate(found.supports):
        names = joined((model.strategy_name(number, id) for id in support), ", ", "、")
        braced = Text(f"{{{names.en}}}", f"{{{names.say('zh')}}}")
        parts.append(names if len(support) == 1 else braced)
    whole = joined(parts)
    return Text(f"({whole.en})", f"（{whole.say('zh')}）")


def _mixture(model: Model, found: Conditioned) -> Math:
    """Write the probabilities of those who mix."""
    cells = []
    plain = _two_each(model)
    for number, (player, mixture) in enumerate(zip(model.players, found.profile, strict=True), 1):
        played = found.supports[number - 1]
        if len(played) == 1:
            continue
        for place, (strategy, formula) in enumerate(
            zip(player.strategies, mixture, strict=True), 1
        ):
            if strategy.id not in played or (plain and place > 1):
                continue
            cell = formula_cell(model, formula)
            index = str(number) if plain else f"{number},{place}"
            sign = f"x{number}" if plain else f"x{number}{place}"
            cells.append(Math(f"x_{{{index}}} = {cell.latex}", f"{sign} = {cell.plain}"))
    return Math(r",\; ".join(cell.latex for cell in cells), ", ".join(cell.plain for cell in cells))


def _two_each(model: Model) -> bool:
    return all(len(player.strategies) == 2 for player in model.players)


def _conditions(
    model: Model, found: Conditioned, values: Mapping[str, Fraction]
) -> tuple[Cell, Cell]:
    if found.never:
        return word("never"), word("no")
    return together_cell(model, found.conditions), holds_text(found.conditions, values)


def _notes(model: Model, found: EquilibriumConditions, *, mixed: bool) -> Iterator[Text]:
    if mixed:
        yield word("existence.first" if _two_each(model) else "existence.each")
        if len(model.players) > 2 or not _two_each(model):
            yield word("existence.braces")
    if model.assumptions:
        texts = [Text(formula_cell(model, a).plain) for a in model.assumptions]
        yield both(word("under_assumptions", what="{what}"), what=joined(texts))
    if found.impossible:
        yield word("existence.impossible", count=len(found.impossible))
    for gap in found.gaps:
        yield word(f"existence.{gap}")
    yield status_note(model)


def condition_json(model: Model, found: EquilibriumConditions) -> dict[str, Any]:
    """Describe the equilibria and their conditions for programs."""
    ids = [player.id for player in model.players]
    return {
        "equilibria": [
            {
                "supports": {id: list(own) for id, own in zip(ids, each.supports, strict=True)},
                "pure": each.pure is not None,
                "profile": {
                    player.id: {
                        strategy.id: to_text(formula)
                        for strategy, formula in zip(player.strategies, mixture, strict=True)
                    }
                    for player, mixture in zip(model.players, each.profile, strict=True)
                },
                "conditions": [to_text(condition) for condition in each.conditions],
                "never": each.never,
            }
            for each in found.equilibria
        ],
        "impossible": [[list(own) for own in supports] for supports in found.impossible],
        "gaps": list(found.gaps),
    }
