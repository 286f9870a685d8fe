"""Numbers at many points in float64, with a bound on their error.

A `Rough` is an array and a bound on the distance of each of its numbers from the exact one. The
bounds follow the standard model of floating-point arithmetic, ``fl(a op b) = (a op b)(1 + d) + e``
with ``|d| <= u = 2**-53`` and ``|e| <= 2**-1075`` (e only for products and quotients that
underflow): N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002,
sections 2.1, 2.2 (2.4 and 2.8 there) and 3.1 (lemma 3.1 on the product of many ``1 + d``). Sums
are bounded as in section 4.2, products and quotients by the mean value theorem from the errors of
their operands. The square root, exp, log and powers of the library are taken to be right within
8 units in the last place. Each bound is itself worked out in floats; `_over` makes good for that.

Bounds on magnitudes follow from those of the operands; after a quotient, a function or a power
the largest and the least number are measured in the very arrays. None stands for a result without
a finite bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import expm1, inf, log, sqrt
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.formula.expression import Relation
from vcgame.model.formula.ratios import Ratio

if TYPE_CHECKING:
    import flint

__all__ = [
    "Rough",
    "choice",
    "compare",
    "extreme",
    "from_arb",
    "from_fractions",
    "from_ratio",
    "function",
    "inverse",
    "magnitude",
    "negative",
    "power",
    "product",
    "total",
    "whole_power",
]

_U: Final = 2.0**-53
_TINY: Final = 2.0**-1000
_LIBRARY: Final = 16 * _U
"""Eight units in the last place: one such unit is at most 2u of the number."""
_NEAR_ZERO: Final = 2.0**16
"""A divisor nearer to zero than this many times its error is left to exact arithmetic."""
_HUGE: Final = 2.0**1000
_LARGE: Final = 2.0**30
_RANGE: Final = 400
"""Binary exponents up to here let no operation on a ratio underflow or overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class Rough:
    """A number at every point, within `error`.

    Attributes
    ----------
    array
        Float64, one per point or one for all.
    size
        Bound on the magnitudes in `array`.
    error
        Bound on the distance from the exact numbers.
    bits
        Bound on the binary digits of the exact numbers, should they be rational.
    """

    array: Any
    size: float
    error: float
    bits: int


def from_ratio(value: Ratio) -> Rough | None:
    """Round exact numbers."""
    import numpy as np

    if value.num is None and not value.below:
        return from_fractions([Fraction(value.up, value.down)], value.bits)
    most = max(-value.low, value.high)
    spread = abs(value.up.bit_length() - value.down.bit_length()) + most.bit_length()
    if spread + sum(factor.high.bit_length() for factor in value.below) > _RANGE:
        return None
    # One rounding each: taking the array in, the constant factor, the product; then for every
    # factor below taking it in, and its product or the quotient.
    coefficient = value.up / value.down
    size = most * abs(coefficient)
    array: Any = coefficient
    if value.num is not None:
        array = np.multiply(value.num, coefficient, dtype=np.float64)
    roundings = 3 + 2 * len(value.below)
    divisor: Any = None
    for factor in value.below:
        size /= factor.low
        own = factor.array.astype(np.float64)
        divisor = own if divisor is None else divisor * own
    if divisor is not None:
        array = array / divisor
    share = (roundings + 1) * _U
    return _made(array, share * size, value.bits, size)


def from_fractions(values: Sequence[Fraction], bits: int) -> Rough | None:
    """Round numbers one by one; a single one stands for all points."""
    import numpy as np

    try:
        rounded = [float(value) for value in values]
    except OverflowError:
        return None
    array: Any = np.array(rounded) if len(rounded) != 1 else np.float64(rounded[0])
    return _made(array, _U * _size(array) + _TINY, bits)


def from_arb(ball: flint.arb) -> Rough | None:
    """Take one ball for all points."""
    import numpy as np

    if not ball.is_finite():
        return None
    middle = float(ball.mid())
    radius = float(ball.rad())
    return _made(np.float64(middle), 2 * radius + 2 * _U * abs(middle) + _TINY, 0)


def total(parts: Sequence[Rough], row: Any = None) -> Rough | None:
    """Add up; sums do not underflow. A new array may be laid into `row`."""
    import numpy as np

    array: Any = parts[0].array
    size, error, bits = parts[0].size, parts[0].error, parts[0].bits
    for part in parts[1:]:
        array = np.add(array, part.array, out=row)
        size, error, bits = size + part.size, error + part.error, bits + part.bits
    return _made(array, error + len(parts) * _U * size, bits + len(parts), size)


def product(parts: Sequence[Rough], row: Any = None) -> Rough | None:
    """Multiply from left to right; a new array may be laid into `row`."""
    import numpy as np

    array: Any = parts[0].array
    size, error, bits = parts[0].size, parts[0].error, parts[0].bits
    for part in parts[1:]:
        array = np.multiply(array, part.array, out=row)
        error = size * part.error + part.size * error + error * part.error
        size, bits = size * part.size, bits + part.bits
        error = _over(error + 2 * _U * size + _TINY)
        size = _over(size)
    return _made(array, error, bits, size)


def whole_power(base: Rough, times: int) -> Rough | None:
    """Raise to a positive whole number."""
    return product([base] * times)


def negative(value: Rough) -> Rough:
    """Turn the sign round."""
    return Rough(-value.array, value.size, value.error, value.bits)


def inverse(value: Rough) -> tuple[Rough | None, Any]:
    """Give the reciprocal, and where the divisor may be zero."""
    import numpy as np

    near = abs(value.array) <= _NEAR_ZERO * value.error
    divisor = np.where(near, _harmless(value), value.array)
    least = float(abs(divisor).min()) if divisor.size else 1.0
    array = 1.0 / divisor
    scale = least * (least - value.error)
    error = value.error / scale if scale > _TINY else inf
    return _made(array, error + _U * _size(array) + _TINY, value.bits), near


def magnitude(value: Rough) -> Rough:
    """Take the absolute value."""
    return Rough(abs(value.array), value.size, value.error, value.bits)


def extreme(parts: Sequence[Rough], *, largest: bool) -> Rough | None:
    """Take the largest or the smallest; neither makes an error larger."""
    import numpy as np

    choose = np.maximum if largest else np.minimum
    array = parts[0].array
    for part in parts[1:]:
        array = choose(array, part.array)
    return _made(array, max(part.error for part in parts), max(part.bits for part in parts))


def choice(test: Any, then: Rough, otherwise: Rough) -> Rough | None:
    """Take one of two numbers at every point."""
    import numpy as np

    array = np.where(test, then.array, otherwise.array)
    return _made(array, max(then.error, otherwise.error), max(then.bits, otherwise.bits))


def compare(left: Rough, relation: Relation, right: Rough) -> tuple[Any, Any]:
    """Compare, and say where numbers are too near to each other to tell."""
    from vcgame.model.formula.evaluator import RELATIONS

    margin = _over(left.error + right.error)
    near = abs(left.array - right.array) <= margin * (1 + 8 * _U)
    if margin == 0.0:
        near = None
    return RELATIONS[relation](left.array, right.array), near


def function(name: str, value: Rough) -> tuple[Rough | None, Any]:
    """Apply sqrt, exp or log, and say where the argument may be outside the domain."""
    import numpy as np

    if name == "exp":
        array = np.exp(value.array)
        size = _size(array)
        spread = expm1(value.error) if value.error < 1 else inf
        # The exact value is at most size (1 + spread), up to the error of the library.
        return _made(array, 2 * size * spread + 2 * _LIBRARY * size + _TINY, value.bits), None
    near = value.array <= _NEAR_ZERO * value.error
    if name == "sqrt" and value.error == 0.0:
        near = value.array < 0.0
    argument = np.where(near, _harmless(value), value.array)
    least = float(argument.min()) if argument.size else 1.0
    array = np.sqrt(argument) if name == "sqrt" else np.log(argument)
    size = _size(array)
    if not value.error:
        error = 0.0
    elif name == "sqrt":
        # |sqrt(a) - sqrt(b)| = |a - b| / (sqrt(a) + sqrt(b)).
        error = value.error / sqrt(least)
    else:
        error = value.error / (least - value.error)
    return _made(array, error + _LIBRARY * size + _TINY, value.bits), near


def power(base: Rough, exponent: Rough) -> tuple[Rough | None, Any]:
    """Raise to a power, and say where the base may not be positive."""
    import numpy as np

    near = base.array <= _NEAR_ZERO * base.error
    argument = np.where(near, _harmless(base), base.array)
    least = float(argument.min()) if argument.size else 1.0
    most = float(argument.max()) if argument.size else 1.0
    array = np.power(argument, exponent.array)
    # The exponent of e is off by at most this.
    relative = base.error / (least - base.error)
    logarithm = max(abs(log(least)), abs(log(most))) + relative
    off = _over((exponent.size + exponent.error) * relative + logarithm * exponent.error)
    spread = expm1(off) if off < 1 else inf
    size = _size(array)
    # A power p/q is rational only if the base is a q-th power.
    bits = int(base.bits * (exponent.size + 1.0)) + 64 if exponent.size < _LARGE else 1 << 40
    return _made(array, 2 * size * spread + 2 * _LIBRARY * size + _TINY, bits), near


def _harmless(value: Rough) -> float:
    """Give a number to stand where an argument is doubtful: far from zero in terms of its error."""
    return max(1.0, 2 * _NEAR_ZERO * value.error)


def _size(array: Any) -> float:
    import numpy as np

    if not np.ndim(array):
        return abs(float(array))
    return max(-float(array.min()), float(array.max())) if array.size else 0.0


def _made(array: Any, error: float, bits: int, size: float | None = None) -> Rough | None:
    """Make a result; its size is measured unless it is foretold up to some roundings."""
    size = _size(array) if size is None else _over(size)
    error = _over(error)
    return Rough(array, size, error, bits) if size < _HUGE and error < _HUGE else None


def _over(error: float) -> float:
    """Enlarge a bound by more than the roundings on the way to it, and past underflow."""
    return error * (1 + 2.0**-40) + _TINY if error else 0.0
