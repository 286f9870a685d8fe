"""The thresholds of a lever of a tree as formulas in all other parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.algebra import Algebra
from vcgame.derive.branches import comparisons_in
from vcgame.derive.isolated import isolated_roots
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.formulas import polynomial
from vcgame.derive.lines.solved import Solved, follows, solved_for
from vcgame.derive.lines.symbolic_thresholds import by_root
from vcgame.derive.proof import Budget
from vcgame.derive.signs.book import SignBook
from vcgame.derive.statement import ZERO
from vcgame.derive.trees.answer import TreeConditioned, TreeConditions
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.derive.trees.line import TreeLine, TreeLineRow, tree_line
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Not,
    Number,
    names,
    substitute,
)
from vcgame.model.formula.terms import exact_terms
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept

__all__ = ["TreeThreshold", "tree_thresholds"]

_WORK: Final = 10_000


@dataclass(frozen=True, slots=True)
class TreeThreshold:
    """A value of the lever at which conditions of equilibria change, as a formula.

    Attributes
    ----------
    equation
        ``polynomial == 0``; the polynomial is irreducible.
    formula, needs
        The lever's value in the other parameters (``None`` for a degree above two), and what
        must hold for it to be a real number.
    impossible
        Whether it is proved that it is never met within the assumptions.
    changes
        Places of the equilibria, among those of the conditions, that are concerned.
    value
        Its exact value with everything else at the point; ``None`` where it has none.
    before, at, after
        Rows of the line at the point; `at` is ``None`` where nothing changes there.
    """

    equation: Condition
    formula: Expression | None
    needs: tuple[Condition, ...]
    impossible: bool
    changes: tuple[int, ...]
    value: Algebraic | None = None
    before: TreeLineRow | None = None
    at: TreeLineRow | None = None
    after: TreeLineRow | None = None


def tree_thresholds(
    model: Model,
    lever: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    concept: Concept | None = None,
    given: TreeConditions | None = None,
    line: TreeLine | None = None,
) -> tuple[TreeThreshold, ...]:
    """Solve for a lever what decides the pure equilibria of a tree, all else left as symbols.

    The thresholds are the irreducible factors, with the lever in them, of what the conditions
    compare. Those with a value at the point come first, in its order.

    Parameters
    ----------
    values
        The point, where it differs from the defaults.
    concept
        As for `tree_conditions`.
    given, line
        The conditions of the model, and its line at the point, where they are known already.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = tree_thresholds(load_model("functional-upgrading"), "s")
    >>> "lA*p + g*phi - lP*p - g" in [to_text(each.formula) for each in found]
    True
    """
    point = model.values(None, {k: v for k, v in (values or {}).items() if k in model.parameters})
    conditions = given or tree_conditions(model, concept)
    here = line or tree_line(model, lever, point, concept=concept, whole=True)
    budget = Budget(_WORK)
    book = SignBook(model, budget)
    thresholds: list[TreeThreshold] = []
    for polynomial_, places in _deciding(book, conditions.equilibria, lever):
        terms = exact_terms(polynomial_)
        equation = Comparison(polynomial(list(model.parameters), terms), "==", ZERO)
        plain = TreeThreshold(equation, None, (), follows(model, Not(equation)), places)
        solutions = solved_for(model, lever, terms, point, budget)
        thresholds += _at_point(plain, solutions, lever, point, here)
    return tuple(sorted(thresholds, key=_position))


def _deciding(
    book: SignBook, equilibria: Sequence[TreeConditioned], lever: str
) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """Give the irreducible polynomials with the lever in them, and whom they concern."""
    place = book.names.index(lever)
    concerned: dict[str, tuple[Any, list[int]]] = {}
    for number, each in enumerate(equilibria):
        for comparison in (c for condition in each.conditions for c in comparisons_in(condition)):
            if lever not in names(comparison):
                continue
            gap = book.field.fraction(comparison.left) - book.field.fraction(comparison.right)
            for factor, _ in (*book.factored(gap.numer)[1], *book.factored(gap.denom)[1]):
                if any(powers[place] for powers in factor.polynomial.to_dict()):
                    concerned.setdefault(factor.key, (factor.polynomial, []))[1].append(number)
    for polynomial_, numbers in concerned.values():
        yield polynomial_, tuple(dict.fromkeys(numbers))


def _at_point(
    plain: TreeThreshold,
    solutions: list[Solved],
    lever: str,
    point: Mapping[str, Fraction],
    line: TreeLine,
) -> Iterator[TreeThreshold]:
    """Join the formulas to the values at the point, and say what is around these."""
    fixed: dict[str, Expression] = {
        name: Number(value) for name, value in point.items() if name != lever
    }
    gap = substitute(plain.equation, fixed)
    assert isinstance(gap, Comparison)  # noqa: S101  an equation stays one
    special = Algebra([lever]).difference(gap).numer
    roots = list(isolated_roots([special], None, None)) if special.degree() > 0 else []
    if not roots:
        yield from [_solved(plain, each) for each in solutions] or [plain]
        return
    for root, solution in by_root(solutions, special, roots):
        found = plain if solution is None else _solved(plain, solution)
        yield _on_line(found, Algebraic.of(root), line)


def _solved(plain: TreeThreshold, solution: Solved) -> TreeThreshold:
    return replace(plain, formula=solution.formula, needs=solution.needs)


def _on_line(threshold: TreeThreshold, value: Algebraic, line: TreeLine) -> TreeThreshold:
    rows = line.rows
    for place, row in enumerate(rows):
        number = row.stretch.low
        if not row.stretch.point or number is None or value.order(number):
            continue
        before = rows[place - 1] if place else None
        after = rows[place + 1] if place + 1 < len(rows) else None
        return replace(threshold, value=value, before=before, at=row, after=after)
    return replace(threshold, value=value)


def _position(threshold: TreeThreshold) -> tuple[bool, Fraction]:
    value = threshold.value
    return (True, Fraction(0)) if value is None else (False, value.root.low)
