"""Formulas at many points: exact integers where they fit, bounded floats where they do not.

A program is compiled once. Every run folds what stands still in it, and works out the other parts
in arrays of integers over constant denominators as long as int64 certainly holds them
(`integer_arrays`), and in floats with a bound on their error from there on (`float_arrays`).
Where floats cannot tell which branch is taken, or whether there is a value at all, a point is
marked `unsure`; such points are for exact evaluation, one by one or in an unbounded run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import float_arrays as floats
from vcgame.model.formula.arrays import ArrayProgram
from vcgame.model.formula.exact import evaluate, evaluate_ball
from vcgame.model.formula.expression import And, Comparison, Name, Node, Not, Number, Or
from vcgame.model.formula.integer_arrays import INT64, UNBOUNDED, Integers
from vcgame.model.formula.rational import MAX_BITS
from vcgame.model.formula.ratios import Ratio
from vcgame.model.formula.tier_steps import Found, Row, Steps, Truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Input", "TieredProgram"]

Input: TypeAlias = "Fraction | tuple[NDArray[Any], int]"
"""One value for all points; or integers, one per point, and their positive denominator."""

_CONDITIONS: Final = (Comparison, And, Or, Not)
_FOLDS_KEPT: Final = 8


class TieredProgram:
    """Expressions and conditions made ready for evaluation in tiers.

    Parameters
    ----------
    formulas
        In the order of the results.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.formula.parser import parse_expression
    >>> program = TieredProgram([parse_expression("3*x/4 - 1", ["x"])])
    >>> (found,) = program.run({"x": (np.array([2, 9]), 10)})
    >>> found.exact.up, found.exact.down, found.exact.num
    (1, 40, array([-34, -13]))
    """

    def __init__(self, formulas: Iterable[Node]) -> None:
        self.code = ArrayProgram.of(formulas)
        names: list[frozenset[str]] = []
        for node, operands in zip(self.code.nodes, self.code.operands, strict=True):
            own = frozenset({node.id}) if isinstance(node, Name) else frozenset()
            names.append(own.union(*(names[below] for below in operands)))
        self._names = tuple(names)
        self.names = frozenset().union(*names)
        self._plans: dict[frozenset[str], _Plan] = {}
        self._folded: dict[tuple[Any, ...], dict[int, Found | Truth]] = {}

    def run(
        self,
        inputs: Mapping[str, Input],
        *,
        rows: Mapping[int, Row] | None = None,
        unbounded: bool = False,
    ) -> list[Found | Truth]:
        """Work out all formulas; a `Found` for an expression, a `Truth` for a condition.

        Parameters
        ----------
        inputs
            Every name of the formulas.
        rows
            Per number of a formula, where its values may be laid; the `Found` tells whether they
            were. Formulas that are parts of others leave their rows alone.
        unbounded
            Whether to calculate with Python integers, which always fit; nothing is rounded
            then, and what is not rational stays unsure.
        """
        import numpy as np

        constants: dict[str, Fraction] = {}
        cells: dict[str, Found] = {}
        for name in self.names:
            given = inputs[name]
            taken = given if isinstance(given, Fraction) else _taken(*given, unbounded=unbounded)
            if isinstance(taken, Fraction):
                constants[name] = taken
            else:
                cells[name] = taken
        varying = frozenset(cells)
        plan = self._plans.get(varying)
        if plan is None:
            plan = self._plans[varying] = self._plan(varying)
        run = Steps(Integers(UNBOUNDED if unbounded else INT64), rounding=not unbounded)
        places = {self.code.places[number]: row for number, row in (rows or {}).items()}
        registers: list[Any] = [None] * len(self.code.nodes)
        for place, found in self._fold(plan, constants).items():
            registers[place] = found
        with np.errstate(all="ignore"):
            for place, done in plan.steps:
                node = self.code.nodes[place]
                if isinstance(node, Name):
                    registers[place] = cells[node.id]
                else:
                    parts = [registers[below] for below in self.code.operands[place]]
                    registers[place] = run.step(
                        node, parts, places.get(place) if place in plan.tops else None
                    )
                    del parts
                for below in done:
                    registers[below] = None
        results = [registers[place] for place in self.code.places]
        if unbounded:
            return [_unrounded(each) for each in results]
        return results

    def _plan(self, varying: frozenset[str]) -> _Plan:
        """Find what is needed above the largest parts that stand still."""
        needed: set[int] = set()
        constant: list[int] = []
        todo = list(self.code.places)
        while todo:
            place = todo.pop()
            if place in needed:
                continue
            needed.add(place)
            if self._names[place] & varying:
                todo.extend(self.code.operands[place])
            else:
                constant.append(place)
        steps = sorted(needed.difference(constant))
        last = {below: place for place in steps for below in self.code.operands[place]}
        done: dict[int, list[int]] = {place: [] for place in steps}
        for below, place in last.items():
            if below not in self.code.places:
                done[place].append(below)
        return _Plan(
            tuple((place, tuple(done[place])) for place in steps),
            tuple(constant),
            tuple(sorted(frozenset().union(*(self._names[place] for place in constant)))),
            frozenset(steps).difference(last),
        )

    def _fold(self, plan: _Plan, constants: Mapping[str, Fraction]) -> dict[int, Found | Truth]:
        """Work out what stands still; blocks that follow each other share the results."""
        values = {name: constants[name] for name in plan.names}
        key = (plan.constant, tuple(values.values()))
        if key not in self._folded:
            if len(self._folded) >= _FOLDS_KEPT:
                self._folded.clear()
            self._folded[key] = {
                place: _folded(self.code.nodes[place], values) for place in plan.constant
            }
        return self._folded[key]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to work out when certain names vary.

    Attributes
    ----------
    steps
        Places of nodes in their order, each with the places that are not needed after it.
    constant
        Places of the largest parts that stand still.
    names
        The names in these.
    tops
        Places of nodes that are below no other.
    """

    steps: tuple[tuple[int, tuple[int, ...]], ...]
    constant: tuple[int, ...]
    names: tuple[str, ...]
    tops: frozenset[int]


def _taken(num: NDArray[Any], down: int, *, unbounded: bool) -> Found | Fraction:
    """Take a column in; one number if all points have the same."""
    low, high = (int(num.min()), int(num.max())) if len(num) else (0, 0)
    if low == high:
        return Fraction(low, down)
    fits = low > -INT64 and high < INT64
    if unbounded or fits:
        num = num.astype(object if unbounded else "int64", copy=False)
    ratio = Ratio(1, down, num, low, high)
    if (unbounded or fits) and ratio.bits < MAX_BITS // 4:
        return Found(ratio)
    values = [Fraction(int(value), down) for value in num]
    return Found(None, None, None, floats.from_fractions(values, ratio.bits))


def _folded(node: Node, values: Mapping[str, Fraction]) -> Found | Truth:
    """Work out a part that stands still, as the evaluation of a single point does."""
    from vcgame.model.point import PRECISIONS, is_true

    if isinstance(node, _CONDITIONS):
        try:
            found = is_true(node, values)
        except EvaluationError:
            return Truth(False, absent=True)
        return Truth(bool(found), unsure=True if found is None else None)
    if isinstance(node, Number):
        return Found(Ratio(node.value.numerator, node.value.denominator))
    try:
        value = evaluate(node, values)
        return Found(Ratio(value.numerator, value.denominator))
    except IrrationalError:
        pass
    except EvaluationError:
        return Found(Ratio(1), absent=True)
    try:
        rough = floats.from_arb(evaluate_ball(node, values, PRECISIONS[0]))
    except EvaluationError:
        return Found(Ratio(1), absent=True)
    return Found(None, None, None if rough else True, rough)


def _unrounded(found: Found | Truth) -> Found | Truth:
    """Leave open what is known in floats only, as what stands still may be."""
    if isinstance(found, Found) and found.exact is None:
        return Found(None, None, unsure=True)
    return found
