"""Arithmetic on arrays of points: floats, and exact rationals.

Each operation gives an array and, where some points have no value, an array of codes: 0 for a
point with a value, `NO_VALUE`, or `NOT_RATIONAL`. Points with a code hold some harmless number,
so that whole arrays can be worked through without errors or warnings, and branches that are not
taken do not matter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from typing import Any, Protocol, TypeAlias

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import rational
from vcgame.model.formula.expression import (
    Call,
    Name,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    constant,
)
from vcgame.model.formula.flint_numbers import as_fraction

__all__ = [
    "NOT_RATIONAL",
    "NO_VALUE",
    "ArrayNumbers",
    "Floats",
    "Operation",
    "Rationals",
    "longest",
    "numbers_of",
]

NO_VALUE = 1
NOT_RATIONAL = 2

Coded: TypeAlias = tuple[Any, Any]
Operation: TypeAlias = Sum | Product | Quotient | Power | Negation | Call


class ArrayNumbers(Protocol):
    """A kind of numbers that arrays can hold."""

    absent: Any
    """What a result holds at points without a value."""

    def array(self, value: Any) -> Coded:
        """Take an array or a number in."""

    def operate(self, node: Operation, operands: list[Any]) -> Coded:
        """Work out the outermost operation of a node."""


def numbers_of(values: Iterable[Any]) -> ArrayNumbers:
    """Choose the kind of numbers: floats as soon as one value is a float or an array of them."""
    import numpy as np

    exact: type | None = None
    for value in values:
        array = np.asarray(value)
        if array.dtype.kind == "f":
            return Floats()
        if array.dtype.kind not in "iuO":
            raise TypeError(f"formulas are not evaluated on arrays of {array.dtype}")
        if array.dtype.kind == "O" and array.size and not isinstance(array.flat[0], int | Fraction):
            exact = type(array.flat[0])
    return Rationals(exact)


class Floats:
    """Arrays of float64; a point has no value where one on the way is not finite."""

    absent = float("nan")

    def array(self, value: Any) -> Coded:
        """Take an array or a number in."""
        import numpy as np

        if isinstance(value, Fraction):
            try:
                value = float(value)
            except OverflowError:
                value = float("inf")
        return self._checked(np.atleast_1d(np.asarray(value, dtype=np.float64)))

    def operate(self, node: Operation, operands: list[Any]) -> Coded:
        """Work out the outermost operation of a node."""
        import numpy as np

        with np.errstate(all="ignore"):
            match node:
                case Sum():
                    value = reduce(operator.add, operands)
                case Product():
                    value = reduce(operator.mul, operands)
                case Negation():
                    value = -operands[0]
                case Quotient():
                    value = operands[0] / operands[1]
                case Power():
                    value = np.power(operands[0], operands[1])
                case Call("min"):
                    value = reduce(np.minimum, operands)
                case Call("max"):
                    value = reduce(np.maximum, operands)
                case Call(function):
                    value = getattr(np, function)(operands[0])
        return self._checked(value)

    def _checked(self, value: Any) -> Coded:
        import numpy as np

        finite = np.isfinite(value)
        if finite.all():
            return value, None
        return np.where(finite, value, 1.0), np.where(finite, 0, NO_VALUE).astype(np.uint8)


class Rationals:
    """Arrays of `Fraction`, or of `flint.fmpq` where one of the values is made of these.

    Parameters
    ----------
    exact
        The type of the numbers, unless it is `Fraction`.
    """

    absent = None

    def __init__(self, exact: type | None = None) -> None:
        self._kind = exact or Fraction
        self._lift: Callable[[Fraction], Any] = Fraction
        if exact is not None:
            from flint import fmpq

            if exact is not fmpq:
                raise TypeError(f"formulas are not evaluated on arrays of {exact.__name__}")
            self._lift = lambda value: fmpq(value.numerator, value.denominator)

    def array(self, value: Any) -> Coded:
        """Take an array or a number in."""
        import numpy as np

        array = np.atleast_1d(np.asarray(value, dtype=object))
        flat = array.ravel()
        if not all(type(item) is self._kind for item in flat):
            array = self._filled(array.shape, list(map(self._exact, flat)))
        return array, None

    def operate(self, node: Operation, operands: list[Any]) -> Coded:
        """Work out the outermost operation of a node."""
        import numpy as np

        match node:
            case Sum():
                return reduce(operator.add, operands), None
            case Product():
                return reduce(operator.mul, operands), None
            case Negation():
                return -operands[0], None
            case Quotient():
                return self._quotient(*operands)
            case Power(_, exponent):
                times = constant(exponent)
                if times is not None and times.denominator == 1 and times >= 0:
                    return operands[0] ** int(times), None
                return self._each(rational.power, operands)
            case Call("abs"):
                return np.abs(operands[0]), None
            case Call("min"):
                return reduce(np.minimum, operands), None
            case Call("max"):
                return reduce(np.maximum, operands), None
            case Call(function):
                return self._each(lambda value: rational.call(function, (value,)), operands)

    def length(self, array: Any) -> int:
        """Count the binary digits of the longest number of an array."""
        if self._lift is Fraction:
            return max(map(rational.length, array.ravel()), default=0)
        return max((value.height_bits() for value in array.ravel()), default=0)

    def fraction(self, value: Any) -> Fraction:
        """Give a number of an array as a fraction."""
        return value if self._lift is Fraction else as_fraction(value)

    def _quotient(self, above: Any, below: Any) -> Coded:
        import numpy as np

        zero = below == 0
        if not zero.any():
            return above / below, None
        below = np.where(zero, self.array(Fraction(1))[0], below)
        return above / below, np.where(zero, NO_VALUE, 0).astype(np.uint8)

    def _each(self, function: Callable[..., Fraction], operands: list[Any]) -> Coded:
        """Work point by point, where there may be no value or no rational one."""
        import numpy as np

        shape = np.broadcast_shapes(*(operand.shape for operand in operands))
        flat = [np.broadcast_to(operand, shape).ravel() for operand in operands]
        codes = np.zeros(shape, dtype=np.uint8)
        results = []
        for index, point in enumerate(zip(*flat, strict=True)):
            try:
                result = function(*map(self.fraction, point))
            except EvaluationError as error:
                irrational = isinstance(error, IrrationalError)
                codes.flat[index] = NOT_RATIONAL if irrational else NO_VALUE
                result = Fraction(1)
            results.append(self._lift(result))
        return self._filled(shape, results), codes if codes.any() else None

    def _exact(self, item: Any) -> Any:
        if type(item) is self._kind:
            return item
        if not isinstance(item, int | Fraction):
            raise TypeError(f"exact arrays hold Fractions, not {type(item).__name__}")
        return self._lift(Fraction(item))

    def _filled(self, shape: tuple[int, ...], items: list[Any]) -> Any:
        import numpy as np

        array = np.empty(len(items), dtype=object)
        array[:] = items
        return array.reshape(shape)


def longest(node: Node, lengths: dict[str, int]) -> int:
    """Bound the binary digits of every number on the way to a value, from those of the names.

    The bound is beyond `rational.MAX_BITS` for powers with names in the exponent.
    """
    return max(_lengths(node, lengths))


def _lengths(node: Node, lengths: dict[str, int]) -> tuple[int, int]:
    """Bounds on the digits of a node's value, and of all numbers below it."""
    match node:
        case Number(value):
            own = rational.length(value)
            return own, own
        case Name(id_):
            return lengths[id_], lengths[id_]
        case _:
            pass
    parts = [_lengths(child, lengths) for child in children(node)]
    below = max(part[1] for part in parts)
    match node:
        case Sum():
            own = sum(part[0] for part in parts) + len(parts)
        case Product() | Quotient():
            own = sum(part[0] for part in parts)
        case Power(_, exponent):
            times = constant(exponent)
            own = 2 * rational.MAX_BITS
            if times is not None:
                own = parts[0][0] * max(1, abs(times.numerator))
        case _:
            own = max(part[0] for part in parts)
    return own, max(own, below)
