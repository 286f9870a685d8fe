"""Single operations on formulas in tiers, with the points that have no value or are unsure.

An operation is worked out in integers (`integer_arrays`) if all its operands are exact and the
result fits; else in floats (`float_arrays`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vcgame.model.formula import float_arrays as floats
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Conditional,
    Negation,
    Node,
    Not,
    Or,
    Power,
    Product,
    Quotient,
    Sum,
)
from vcgame.model.formula.float_arrays import Rough
from vcgame.model.formula.integer_arrays import Integers
from vcgame.model.formula.rational import MAX_BITS
from vcgame.model.formula.ratios import Ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Found", "Row", "Steps", "Truth"]

_MOST_TIMES: Final = 64


@dataclass(slots=True, eq=False)
class Found:
    """The values of an expression.

    Attributes
    ----------
    exact
        The exact values; None if they do not fit.
    absent
        Where there is no value: an array, True for everywhere, None for nowhere.
    unsure
        Where neither `exact` nor `rough`, nor `absent`, is to be trusted; likewise.
    own
        The values in floats, as far as they were asked for.
    """

    exact: Ratio | None
    absent: Any = None
    unsure: Any = None
    own: Rough | None = None

    def rough(self) -> Rough | None:
        """Give the values in floats; None if they have no finite bounds."""
        if self.own is None and self.exact is not None:
            self.own = floats.from_ratio(self.exact)
        return self.own


@dataclass(slots=True, eq=False)
class Truth:
    """Where a condition holds; an array or one bool. `absent` and `unsure` as in `Found`."""

    holds: Any
    absent: Any = None
    unsure: Any = None


class Row(NamedTuple):
    """A row of a table that waits for the numbers of a formula, as integers or as floats."""

    integers: NDArray[np.int64]
    floats: NDArray[np.float64]


class Steps:
    """One run of a program, a node at a time.

    Parameters
    ----------
    integers
        The arithmetic that is exact.
    rounding
        Whether to go on in floats where it ends; else such results stay unsure.
    """

    def __init__(self, integers: Integers, *, rounding: bool) -> None:
        self.integers = integers
        self.rounding = rounding

    def step(self, node: Node, parts: list[Any], row: Row | None = None) -> Found | Truth:
        """Work out one node from the parts below it; its numbers may be laid into `row`."""
        match node:
            case Comparison():
                return self._comparison(node, parts)
            case And():
                return _joined(parts, decisive=False)
            case Or():
                return _joined(parts, decisive=True)
            case Not():
                (part,) = parts
                return Truth(_opposite(part.holds), part.absent, part.unsure)
            case Conditional():
                return self._conditional(*parts)
            case _:
                return self._operation(node, parts, row)

    def _operation(self, node: Node, parts: list[Found], row: Row | None) -> Found:
        found: Found | None = None
        exact = [part.exact for part in parts if part.exact is not None]
        if len(exact) == len(parts):
            found = _EXACT[type(node)](self.integers, node, exact, row and row.integers)
        if found is None or (found.exact is None and self.rounding):
            found = _rounded(node, parts, row and row.floats) if self.rounding else Found(None)
        for part in parts:
            if part.absent is not None:
                found.absent = _either(part.absent, found.absent)
            if part.unsure is not None:
                found.unsure = _either(part.unsure, found.unsure)
        return found if found.exact is not None else self._checked(found)

    def _comparison(self, node: Comparison, parts: list[Found]) -> Truth:
        left, right = parts
        absent = _either(left.absent, right.absent)
        unsure = _either(left.unsure, right.unsure)
        holds: Any = None
        near: Any = None
        if left.exact is not None and right.exact is not None:
            holds = self.integers.compare(left.exact, node.relation, right.exact)
        if holds is None and self.rounding:
            first, second = left.rough(), right.rough()
            if first is not None and second is not None:
                holds, near = floats.compare(first, node.relation, second)
        if holds is None:
            return Truth(False, absent, True)
        if not getattr(holds, "ndim", 0):
            holds = bool(holds)
        return Truth(holds, absent, _either(unsure, near))

    def _conditional(self, then: Found, test: Truth, otherwise: Found) -> Found:
        if isinstance(test.holds, bool):
            taken = then if test.holds else otherwise
            absent, unsure = taken.absent, taken.unsure
            found = Found(taken.exact, None, None, taken.own)
        else:
            absent = _picked(test.holds, then.absent, otherwise.absent)
            unsure = _picked(test.holds, then.unsure, otherwise.unsure)
            found = Found(None)
            if then.exact is not None and otherwise.exact is not None:
                found.exact = self.integers.choice(test.holds, then.exact, otherwise.exact)
            if found.exact is None and self.rounding:
                first, second = then.rough(), otherwise.rough()
                if first is not None and second is not None:
                    found.own = floats.choice(test.holds, first, second)
        found.absent, found.unsure = (
            _either(test.absent, absent),
            _either(test.unsure, unsure),
        )
        return self._checked(found)

    def _checked(self, found: Found) -> Found:
        """Leave to exact evaluation what may be longer than it allows, or has no bounds."""
        if found.exact is None:
            rough = found.own
            if rough is None or rough.bits > MAX_BITS:
                found.unsure = True
        return found


def _sum(integers: Integers, _: Node, parts: list[Ratio], row: Any) -> Found:
    return Found(integers.total(parts, row))


def _product(integers: Integers, _: Node, parts: list[Ratio], row: Any) -> Found:
    return Found(integers.product(parts, row))


def _negation(_: Integers, __: Node, parts: list[Ratio], ___: Any) -> Found:
    (part,) = parts
    return Found(Ratio(-part.up, part.down, part.num, part.low, part.high, part.below))


def _quotient(integers: Integers, _: Node, parts: list[Ratio], __: Any) -> Found:
    turned, zero = integers.inverse(parts[1])
    return Found(None if turned is None else integers.product([parts[0], turned]), zero)


def _whole_power(integers: Integers, _: Node, parts: list[Ratio], __: Any) -> Found:
    times = parts[1].constant
    if times is None or times.denominator != 1:
        return Found(None)
    turned, zero = integers.inverse(parts[0]) if times < 0 else (parts[0], None)
    return Found(None if turned is None else integers.power(turned, abs(times.numerator)), zero)


def _call(integers: Integers, node: Node, parts: list[Ratio], _: Any) -> Found:
    match node:
        case Call("abs"):
            return Found(integers.magnitude(parts[0]))
        case Call("min" | "max" as name):
            return Found(integers.extreme(parts, largest=name == "max"))
        case _:
            return Found(None)


_EXACT: Final[dict[type, Callable[[Integers, Any, list[Ratio], Any], Found]]] = {
    Sum: _sum,
    Product: _product,
    Negation: _negation,
    Quotient: _quotient,
    Power: _whole_power,
    Call: _call,
}
"""How operations are worked out in integers; a result that does not fit is None."""


def _rounded(node: Node, sources: list[Found], row: Any) -> Found:
    """Work an operation out in floats, if its parts have bounds."""
    parts = [part for part in (source.rough() for source in sources) if part is not None]
    return _rough(node, parts, sources, row) if len(parts) == len(sources) else Found(None)


def _rough(node: Node, parts: list[Rough], sources: list[Found], row: Any) -> Found:
    """Work an operation out in floats."""
    absent: Any = None
    near: Any = None
    value: Rough | None = None
    first = parts[0]
    match node:
        case Sum():
            value = floats.total(parts, row)
        case Product():
            value = floats.product(parts, row)
        case Negation():
            value = floats.negative(first)
        case Quotient():
            turned, near = floats.inverse(parts[1])
            near, absent = _settled(near, _sign(sources[1], "zero"))
            value = turned and floats.product([first, turned])
        case Power():
            value, near, absent = _power(first, parts[1], sources)
        case Call("abs"):
            value = floats.magnitude(first)
        case Call("min" | "max" as name):
            value = floats.extreme(parts, largest=name == "max")
        case Call(name):
            value, near = floats.function(name, first)
            if name != "exp":
                test = "negative" if name == "sqrt" else "not positive"
                near, absent = _settled(near, _sign(sources[0], test))
        case _:
            pass
    return Found(None, absent, near, value)


def _power(base: Rough, exponent: Rough, sources: list[Found]) -> tuple[Rough | None, Any, Any]:
    times = None if sources[1].exact is None else sources[1].exact.constant
    value: Rough | None
    near: Any = None
    if times is None:
        return *floats.power(base, exponent), None
    if times.denominator != 1:
        value, near = floats.power(base, exponent)
        outside = _sign(sources[0], "negative" if times > 0 else "not positive")
        return value, *_settled(near, outside)
    if abs(times) > _MOST_TIMES:
        return *floats.power(base, exponent), None
    if not times:
        return floats.from_fractions([Fraction(1)], 1), None, None
    if times > 0:
        return floats.whole_power(base, times.numerator), None, None
    turned, near = floats.inverse(base)
    value = turned and floats.whole_power(turned, -times.numerator)
    return value, *_settled(near, _sign(sources[0], "zero"))


def _sign(source: Found, test: str) -> Any:
    """Tell exactly where a number is zero, negative or not positive; None if it is not exact."""
    ratio = source.exact
    if ratio is None:
        return None
    num = 1 if ratio.num is None else ratio.num
    signed = num if ratio.up > 0 else -num if ratio.up < 0 else 0
    if test == "zero":
        return signed == 0
    return signed < 0 if test == "negative" else signed <= 0


def _settled(near: Any, outside: Any) -> tuple[Any, Any]:
    """Take out of the doubtful points those that are certainly outside the domain."""
    import numpy as np

    if outside is None:
        return near, None
    return np.logical_and(near, np.logical_not(outside)), outside


def _joined(parts: list[Truth], *, decisive: bool) -> Truth:
    """Join conditions; a part matters only where those before it have not decided."""
    import numpy as np

    first, *others = parts
    holds, absent, unsure = first.holds, first.absent, first.unsure
    for part in others:
        if isinstance(holds, bool):
            if holds is not decisive:
                holds = part.holds
                absent, unsure = _either(absent, part.absent), _either(unsure, part.unsure)
            continue
        asked = np.logical_not(holds) if decisive else holds
        if part.absent is not None:
            absent = _either(absent, asked & part.absent)
        if part.unsure is not None:
            unsure = _either(unsure, asked & part.unsure)
        holds = holds | part.holds if decisive else holds & part.holds
    return Truth(holds, absent, unsure)


def _opposite(holds: Any) -> Any:
    return not holds if isinstance(holds, bool) else ~holds


def _either(first: Any, second: Any) -> Any:
    """Join masks; None marks nothing."""
    if first is None or second is None:
        return second if first is None else first
    return first | second


def _picked(test: Any, then: Any, otherwise: Any) -> Any:
    """Take a mask by branches."""
    import numpy as np

    if then is None and otherwise is None:
        return None
    return np.where(
        test, False if then is None else then, False if otherwise is None else otherwise
    )
