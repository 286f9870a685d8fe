"""Values of formulas at many points at once.

A program is made of several formulas; what stands in more than one place is worked out once. The
values of the names are numbers or NumPy arrays, which are broadcast together: float64 arrays for
speed, or object arrays of `Fraction` or `flint.fmpq` for exact values. A point without a value
(division by zero, the square root of a negative number, a float that overflows, ...) is marked in
a mask; it neither raises nor warns.

In floats, a condition within rounding of a tie may take the other branch: where that matters,
evaluate exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import rational
from vcgame.model.formula.array_numbers import (
    NO_VALUE,
    NOT_RATIONAL,
    ArrayNumbers,
    Operation,
    Rationals,
    longest,
    numbers_of,
)
from vcgame.model.formula.evaluator import RELATIONS
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Conditional,
    Expression,
    Name,
    Node,
    Not,
    Number,
    Or,
    children,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ArrayProgram", "evaluate_array", "holds_array"]

_CONDITIONS = (Comparison, And, Or, Not)


def evaluate_array(
    expression: Expression, values: Mapping[str, Any]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give the values of an expression, and where it has none.

    Parameters
    ----------
    expression
        What to evaluate.
    values
        Per name an array of float64, or of dtype object holding `Fraction` or `flint.fmpq`; or
        a number. One float array or float makes the whole evaluation one of floats.

    Returns
    -------
    values
        An array of the common shape of all `values`; at points without a value, nan in an array
        of floats, and None in an exact one.
    absent
        True at the points without a value.

    Raises
    ------
    IrrationalError
        When an exact evaluation meets a value that is not rational.
    EvaluationError
        When a name has no value at all.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.formula.parser import parse_expression
    >>> evaluate_array(parse_expression("1/x", ["x"]), {"x": np.array([2.0, 0.0])})
    (array([0.5, nan]), array([False,  True]))
    """
    return ArrayProgram.of([expression]).run(values)[0]


def holds_array(
    condition: Condition, values: Mapping[str, Any]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell where a condition holds, and where it has no answer (False stands there).

    Parameters and errors are those of `evaluate_array`.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.formula.parser import parse_condition
    >>> holds_array(parse_condition("1/x > 1", ["x"]), {"x": np.array([0.5, 2.0, 0.0])})
    (array([ True, False, False]), array([False, False,  True]))
    """
    return ArrayProgram.of([condition]).run(values)[0]


@dataclass(frozen=True, slots=True)
class ArrayProgram:
    """Formulas made ready for evaluation at many points; made by `of`.

    Attributes
    ----------
    formulas
        The expressions and conditions, in the order of the results.
    places
        Per formula, its place in `nodes`.
    nodes
        Every different node of them, those below before those above.
    operands
        Per node, the places in `nodes` of the nodes directly below.
    done
        Per node, the places of nodes that are not needed after it.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.formula.parser import parse_expression
    >>> formulas = [parse_expression(text, ["x"]) for text in ("(1 + x)**2", "1/(1 + x)")]
    >>> program = ArrayProgram.of(formulas)
    >>> len(program.nodes)
    6
    >>> [values.tolist() for values, absent in program.run({"x": np.array([1.0, 3.0])})]
    [[4.0, 16.0], [0.5, 0.25]]
    """

    formulas: tuple[Node, ...]
    places: tuple[int, ...]
    nodes: tuple[Node, ...]
    operands: tuple[tuple[int, ...], ...]
    done: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, formulas: Iterable[Node]) -> ArrayProgram:
        """Make a program of expressions and conditions."""
        formulas = tuple(formulas)
        places: dict[Node, int] = {}
        operands: list[tuple[int, ...]] = []

        def place(node: Node) -> int:
            if node not in places:
                below = tuple(place(child) for child in children(node))
                places[node] = len(places)
                operands.append(below)
            return places[node]

        results = tuple(place(formula) for formula in formulas)
        last = {below: index for index, step in enumerate(operands) for below in step}
        done: list[list[int]] = [[] for _ in operands]
        for below, index in last.items():
            if below not in results:
                done[index].append(below)
        return cls(formulas, results, tuple(places), tuple(operands), tuple(map(tuple, done)))

    def run(self, values: Mapping[str, Any]) -> list[tuple[NDArray[Any], NDArray[np.bool_]]]:
        """Evaluate all formulas; per formula, what `evaluate_array` or `holds_array` gives."""
        import numpy as np

        shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        used = [node.id for node in self.nodes if isinstance(node, Name)]
        for name in used:
            if name not in values:
                raise EvaluationError(f"{name!r} has no value")
        numbers = numbers_of(values.values())
        inputs = {name: numbers.array(values[name]) for name in used}
        if isinstance(numbers, Rationals):
            lengths = {name: numbers.length(array) for name, (array, _) in inputs.items()}
            if any(longest(node, lengths) > rational.MAX_BITS for node in self.formulas):
                arrays = {name: array for name, (array, _) in inputs.items()}
                return [_by_points(node, arrays, numbers, shape) for node in self.formulas]
        return [
            _result(*found, isinstance(node, _CONDITIONS), numbers, shape)
            for found, node in zip(self._coded(inputs, numbers), self.formulas, strict=True)
        ]

    def _coded(
        self, inputs: Mapping[str, tuple[Any, Any]], numbers: ArrayNumbers
    ) -> list[tuple[Any, Any]]:
        """Work through the nodes; arrays and codes of the formulas."""
        registers: list[Any] = [None] * len(self.nodes)
        for index, node in enumerate(self.nodes):
            parts = [registers[below] for below in self.operands[index]]
            if isinstance(node, Name):
                registers[index] = inputs[node.id]
            elif isinstance(node, Number):
                registers[index] = numbers.array(node.value)
            else:
                registers[index] = _step(node, parts, numbers)
            for below in self.done[index]:
                registers[below] = None
        return [registers[place] for place in self.places]


def _step(
    node: Operation | Conditional | Condition,
    parts: list[tuple[Any, Any]],
    numbers: ArrayNumbers,
) -> tuple[Any, Any]:
    """Work out one node; each part is an array and its codes."""
    import numpy as np

    codes: Any = None
    match node:
        case Conditional():
            (then, then_codes), (test, codes), (other, other_codes) = parts
            if then_codes is not None or other_codes is not None:
                chosen = np.where(test, _or_zero(then_codes), _or_zero(other_codes))
                codes = _first(codes, chosen)
            return np.where(test, then, other), codes
        case And():
            return _joined(parts, decisive=False)
        case Or():
            return _joined(parts, decisive=True)
        case _:
            pass
    for _, part_codes in parts:
        codes = _first(codes, part_codes)
    match node:
        case Comparison(_, relation, _):
            return RELATIONS[relation](parts[0][0], parts[1][0]), codes
        case Not():
            return ~parts[0][0], codes
        case _:
            value, own = numbers.operate(node, [part[0] for part in parts])
            return value, _first(codes, own)


def _joined(parts: list[tuple[Any, Any]], *, decisive: bool) -> tuple[Any, Any]:
    """Join conditions; a part matters only where those before it have not decided."""
    import numpy as np

    value, codes = parts[0]
    for other, other_codes in parts[1:]:
        if other_codes is not None:
            codes = _first(codes, np.where(value == decisive, np.uint8(0), other_codes))
        value = value | other if decisive else value & other
    return value, codes


def _first(codes: Any, later: Any) -> Any:
    """Join codes: what went wrong first counts, since what follows was worked out without it."""
    import numpy as np

    if codes is None or later is None:
        return later if codes is None else codes
    return np.where(codes == 0, later, codes)


def _or_zero(codes: Any) -> Any:
    import numpy as np

    return np.uint8(0) if codes is None else codes


def _result(
    value: Any, codes: Any, condition: bool, numbers: ArrayNumbers, shape: tuple[int, ...]
) -> tuple[Any, Any]:
    """Bring an array and its codes to the common shape."""
    import numpy as np

    size = np.broadcast_shapes(shape, (1,))
    value = np.broadcast_to(value, size).reshape(shape).copy()
    if codes is None:
        return value, np.zeros(shape, dtype=np.bool_)
    codes = np.broadcast_to(codes, size).reshape(shape)
    if (codes == NOT_RATIONAL).any():
        raise IrrationalError("an exact value is needed, but one of these is not rational")
    absent = codes == NO_VALUE
    value[absent] = False if condition else numbers.absent
    return value, absent


def _by_points(
    node: Node, arrays: Mapping[str, Any], numbers: Rationals, shape: tuple[int, ...]
) -> tuple[Any, Any]:
    """Evaluate point by point, where numbers could become too long to be let loose."""
    import numpy as np

    size = np.broadcast_shapes(shape, (1,))
    flat = {name: np.broadcast_to(array, size).ravel() for name, array in arrays.items()}
    condition = isinstance(node, _CONDITIONS)
    value = np.empty(size, dtype=bool if condition else object)
    codes = np.zeros(size, dtype=np.uint8)
    for index in range(value.size):
        point = {name: numbers.fraction(array[index]) for name, array in flat.items()}
        try:
            if isinstance(node, _CONDITIONS):
                value.flat[index] = holds(node, point)
            else:
                value.flat[index] = numbers.array(evaluate(node, point))[0][0]
        except IrrationalError:
            codes.flat[index] = NOT_RATIONAL
        except EvaluationError:
            codes.flat[index] = NO_VALUE
    return _result(value, codes, condition, numbers, shape)
