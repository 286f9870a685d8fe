"""Bounds that a formula must keep, so that no later work on it can run away.

A formula is walked once, from the leaves up, without working anything out. Refused are

- an exponent without names that is no rational number, or whose numerator or denominator passes
  64;
- a total degree above 64 (`((x + y)**64)**64` has 64 times 64), counted as numerator and
  denominator of a rational function that is never brought to a common denominator;
- a power of numbers alone whose value could pass 4,096 bits;
- a division by a constant that is zero.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

from vcgame.model.formula.expression import (
    Call,
    Conditional,
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
    names,
)

__all__ = ["MAX_CONSTANT_BITS", "MAX_DEGREE", "MAX_EXPONENT", "Fault", "Measure", "measure"]

MAX_EXPONENT = 64
MAX_DEGREE = 64
MAX_CONSTANT_BITS = 4_096
_TRANSCENDENTAL_BITS = 64


class Fault(Exception):  # noqa: N818  (a finding that the caller turns into an error)
    """A bound is broken at a node; whoever knows the node's place says so to the reader."""

    def __init__(self, node: Node, wrong: str, right: str) -> None:
        self.node, self.wrong, self.right = node, wrong, right
        super().__init__(wrong)


class Measure(NamedTuple):
    """How large the value of an expression can become."""

    above: int
    """Degree of the numerator in the names."""
    below: int
    """Degree of the denominator in the names."""
    bits: int | None
    """Bound on the bits of numerator and denominator; None if it depends on names."""


_NOTHING = Measure(0, 0, 0)


def measure(node: Node) -> Measure:
    """Measure a formula; of a condition, only its parts are measured.

    Raises
    ------
    Fault
        At the first node that breaks a bound.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> measure(parse_expression("(x + y)**3/(1 - x)", {"x", "y"}))
    Measure(above=3, below=1, bits=None)
    """
    match node:
        case Number(value):
            return Measure(0, 0, _bits(value))
        case Name():
            return Measure(1, 0, None)
        case Negation(operand):
            return measure(operand)
        case Product(factors):
            found = _NOTHING
            for factor in factors:
                found = _times(found, measure(factor))
        case Quotient(numerator, denominator):
            above, below = measure(numerator), measure(denominator)
            if constant(denominator) == 0:
                raise Fault(denominator, "division by zero", "")
            found = _times(above, Measure(below.below, below.above, below.bits))
        case Power(base, exponent):
            found = _power(node, base, exponent)
        case Call("sqrt", (argument,)):
            inside = measure(argument)
            found = Measure(ceil(inside.above / 2), ceil(inside.below / 2), inside.bits)
        case Call("exp" | "log", (argument,)):
            # A number on its own, of which there are powers in turn.
            bits = None if measure(argument).bits is None else _TRANSCENDENTAL_BITS
            found = Measure(int(bits is None), 0, bits)
        case _:
            found = _largest(node)
    if max(found.above, found.below) > MAX_DEGREE:
        wrong = f"the total degree is {max(found.above, found.below)}"
        raise Fault(node, wrong, f"at most {MAX_DEGREE} is allowed")
    return found


def _power(node: Power, base: Node, exponent: Node) -> Measure:
    low, high = measure(base), measure(exponent)
    value = constant(exponent)
    if value is None:
        if not names(exponent):
            wrong = "an exponent without names must be a number"
            raise Fault(exponent, wrong, "write it as one number, such as 3, -2 or (1/2)")
        return Measure(low.above + high.above, low.below + high.below, None)
    if abs(value.numerator) > MAX_EXPONENT or value.denominator > MAX_EXPONENT:
        right = f"numerator and denominator of an exponent go up to {MAX_EXPONENT}"
        raise Fault(exponent, "the exponent is too large", right)
    if value < 0 and constant(base) == 0:
        raise Fault(node, "zero to a negative power has no value", "")
    times = abs(value)
    bits = None if low.bits is None else ceil(low.bits * times)
    if bits is not None and bits > MAX_CONSTANT_BITS:
        wrong = f"this power of numbers can have {bits} binary digits"
        raise Fault(node, wrong, f"at most {MAX_CONSTANT_BITS} are allowed")
    above, below = ceil(low.above * times), ceil(low.below * times)
    return Measure(above, below, bits) if value >= 0 else Measure(below, above, bits)


def _largest(node: Node) -> Measure:
    """Measure a sum, an extremum, a conditional or a condition by its largest part."""
    parts = [measure(child) for child in children(node)]
    if isinstance(node, Conditional):
        parts.pop(1)
    bits: int | None = None
    known = [part.bits for part in parts if part.bits is not None]
    if len(known) == len(parts):
        bits = sum(known) + len(known) if isinstance(node, Sum) else max(known)
    return Measure(max(part.above for part in parts), max(part.below for part in parts), bits)


def _times(first: Measure, second: Measure) -> Measure:
    bits = None if first.bits is None or second.bits is None else first.bits + second.bits
    return Measure(first.above + second.above, first.below + second.below, bits)


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())
