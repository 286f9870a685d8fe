"""Cells that the tables of the dynamics share: formulas in shares, states, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.derive.dynamics.answer import RestPoint
from vcgame.derive.statement import all_of, any_of
from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import (
    Condition,
    Expression,
    Name,
    Negation,
    Node,
    Number,
    Sum,
    size,
)
from vcgame.model.formula.latex import to_latex
from vcgame.model.formula.plain import to_text
from vcgame.report.dynamics.state_names import coordinate_symbol
from vcgame.report.naming import symbols
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell
from vcgame.report.words import word

__all__ = [
    "condition_cell",
    "formula_math",
    "is_long",
    "joined_math",
    "polynomial_math",
    "state_cell",
]

LONGEST = 240
"""Closed forms with more parts are not printed; their equations are."""

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))

Ways = Sequence[tuple[Condition, ...]]


def formula_math(game: PopulationGame, node: Node) -> Math:
    """Write a formula in parameters and shares."""
    tex = symbols(game.model)
    tex |= {name: coordinate_symbol(game, name).latex for name in game.coordinates}
    return Math(to_latex(node, tex), to_text(node))


def joined_math(parts: Sequence[Math]) -> Math:
    """Write several formulas behind each other."""
    return Math(r",\; ".join(p.latex for p in parts), ", ".join(p.plain for p in parts))


def condition_cell(game: PopulationGame, ways: Ways) -> Cell:
    """Write conditions of which one conjunction must hold: always, never, or a formula."""
    if not ways:
        return word("never")
    if any(not way for way in ways):
        return word("always")
    if len(ways) == 1:
        return joined_math([formula_math(game, condition) for condition in ways[0]])
    return formula_math(game, any_of(all_of(way) for way in ways))


def state_cell(game: PopulationGame, point: RestPoint) -> Math:
    """Write the coordinates of a rest point; a share that is free stands for itself."""
    short = point.values is not None and not is_long(point)
    values = point.values if short and point.values else tuple(_known(game, point))
    parts = [formula_math(game, value) for value in values]
    return Math(
        rf"\left({', '.join(part.latex for part in parts)}\right)",
        f"({', '.join(part.plain for part in parts)})",
    )


def is_long(point: RestPoint) -> bool:
    """Whether the equations of a rest point say more than its closed form."""
    return bool(point.equations) and sum(map(size, point.values or ())) > LONGEST


def _known(game: PopulationGame, point: RestPoint) -> list[Expression]:
    """Give 0 and 1 where a face fixes a share, and the share's name elsewhere.

    Where the strategies played all have coordinates, the last is what the others leave.
    """
    found: list[Expression] = []
    for population, present in zip(game.populations, point.present, strict=True):
        pairs = list(zip(population.coordinates, population.counted, strict=True))
        free = [name for name, place in pairs if population.strategies[place] in present]
        for name, place in pairs:
            if population.strategies[place] not in present:
                found.append(_ZERO)
            elif len(present) == 1:
                found.append(_ONE)
            elif name == free[-1] and len(free) == len(present):
                found.append(Sum((_ONE, *(Negation(Name(other)) for other in free[:-1]))))
            else:
                found.append(Name(name))
    return found


def polynomial_math(game: PopulationGame, coefficients: Sequence[Expression]) -> Math:
    r"""Write a polynomial in lambda by its coefficients, that of the highest power first."""
    degree = len(coefficients) - 1
    latex, plain = [], []
    for place, value in enumerate(coefficients):
        power = degree - place
        if value == _ZERO:
            continue
        math = formula_math(game, value)
        one = value == _ONE
        tail = {0: "", 1: r" \lambda"}.get(power, rf" \lambda^{{{power}}}")
        text = {0: "", 1: "*lambda"}.get(power, f"*lambda**{power}")
        if one and power:
            latex.append(tail.strip())
            plain.append(text[1:])
        else:
            alone = place == 0 or not power
            latex.append((math.latex if alone else rf"\left({math.latex}\right)") + tail)
            plain.append((math.plain if alone else f"({math.plain})") + text)
    return Math(_summed(latex), _summed(plain))


def _summed(terms: Sequence[str]) -> str:
    whole = terms[0] if terms else "0"
    for term in terms[1:]:
        whole += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return whole
