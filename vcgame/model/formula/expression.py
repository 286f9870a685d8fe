"""Formulas as frozen trees.

A formula is one of nine kinds of expression, whose value is a number, or one of four kinds of
condition, which holds or does not. `parser` makes trees from text; the back-ends
(`exact`, `arrays`, `symbolic`, `latex`, `plain`) take them. Nothing is folded: the tree keeps the
form that the author gave, with three exceptions: ``+x`` is ``x``; ``a - b`` is the sum of ``a``
and the negation of ``b``; ``(a + b) + c`` is ``a + b + c`` (and likewise for products, and for
``and`` and ``or`` on both sides), so that long chains are flat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias, overload

from vcgame.errors import ExpressionError

__all__ = [
    "FUNCTIONS",
    "And",
    "Call",
    "Comparison",
    "Condition",
    "Conditional",
    "Expression",
    "Function",
    "Name",
    "Negation",
    "Node",
    "Not",
    "Number",
    "Or",
    "Power",
    "Product",
    "Quotient",
    "Relation",
    "Sum",
    "children",
    "constant",
    "depth",
    "is_rational",
    "names",
    "size",
    "substitute",
]

Function = Literal["sqrt", "exp", "log", "abs", "min", "max"]
Relation = Literal["<", "<=", ">", ">=", "==", "!="]

FUNCTIONS: dict[Function, tuple[int, int]] = {
    "sqrt": (1, 1),
    "exp": (1, 1),
    "log": (1, 1),
    "abs": (1, 1),
    "min": (2, 16),
    "max": (2, 16),
}
"""The functions, with the least and the largest number of arguments; ``log`` is natural."""

_MAX_SIZE = 20_000
_MAX_DEPTH = 120
_MAX_CONSTANT_BITS = 4_096


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, exact."""

    value: Fraction

    def __post_init__(self) -> None:
        if type(self.value) is not Fraction:
            if not isinstance(self.value, int):
                raise TypeError(f"a Number holds a Fraction, not {type(self.value).__name__}")
            object.__setattr__(self, "value", Fraction(self.value))


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, a derived quantity, or another declared name."""

    id: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of two or more terms; a subtracted term is a `Negation`."""

    terms: tuple[Expression, ...]

    def __post_init__(self) -> None:
        first = self.terms[0]
        if isinstance(first, Sum):
            object.__setattr__(self, "terms", first.terms + self.terms[1:])


@dataclass(frozen=True, slots=True)
class Product:
    """A product of two or more factors."""

    factors: tuple[Expression, ...]

    def __post_init__(self) -> None:
        first = self.factors[0]
        if isinstance(first, Product):
            object.__setattr__(self, "factors", first.factors + self.factors[1:])


@dataclass(frozen=True, slots=True)
class Quotient:
    """A numerator over a denominator."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """A base to an exponent. A negative base has only integer powers; ``0**0`` is 1."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus an operand."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """One of the `FUNCTIONS` of its arguments."""

    function: Function
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then if test else otherwise``; the other branch needs no value."""

    then: Expression
    test: Condition
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions in a relation."""

    left: Expression
    relation: Relation
    right: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more conditions, asked from left to right until one fails."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        nested = (part.parts if isinstance(part, And) else (part,) for part in self.parts)
        object.__setattr__(self, "parts", tuple(part for parts in nested for part in parts))


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more conditions, asked from left to right until one holds."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        nested = (part.parts if isinstance(part, Or) else (part,) for part in self.parts)
        object.__setattr__(self, "parts", tuple(part for parts in nested for part in parts))


@dataclass(frozen=True, slots=True)
class Not:
    """A condition turned round."""

    part: Condition


Expression: TypeAlias = (
    Number | Name | Sum | Product | Quotient | Power | Negation | Call | Conditional
)
Condition: TypeAlias = Comparison | And | Or | Not
Node: TypeAlias = Expression | Condition


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly below a node, from left to right."""
    match node:
        case Sum(parts) | Product(parts) | And(parts) | Or(parts) | Call(_, parts):
            return parts
        case Quotient(first, second) | Power(first, second) | Comparison(first, _, second):
            return first, second
        case Negation(part) | Not(part):
            return (part,)
        case Conditional(then, test, otherwise):
            return then, test, otherwise
        case _:
            return ()


def names(node: Node) -> frozenset[str]:
    """Give the names that a formula uses.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> sorted(names(parse_expression("a*b - a if b > 1 else 0", {"a", "b"})))
    ['a', 'b']
    """
    found: set[str] = set()
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Name):
            found.add(node.id)
        else:
            todo.extend(children(node))
    return frozenset(found)


def size(node: Node) -> int:
    """Count the nodes of a formula; a node that stands twice counts twice."""
    return _extent(node, {})[0]


def depth(node: Node) -> int:
    """Count the nodes on the longest way down a formula."""
    return _extent(node, {})[1]


def constant(node: Node) -> Fraction | None:
    """Give the value of numbers joined by ``+ - * /``, or None for any other formula.

    None too where a number on the way would be longer than 4,096 bits.
    """
    value: Fraction | None = None
    match node:
        case Number(value):
            return value
        case Negation(operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case Sum(parts) | Product(parts):
            for index, part in enumerate(parts):
                inner = constant(part)
                if inner is None or (index and value is None):
                    return None
                if value is None:
                    value = inner
                else:
                    value = value + inner if isinstance(node, Sum) else value * inner
                value = _short(value)
        case Quotient(numerator, denominator):
            above, below = constant(numerator), constant(denominator)
            value = _short(above / below) if above is not None and below else None
        case _:
            pass
    return value


def _short(value: Fraction) -> Fraction | None:
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    return value if bits <= _MAX_CONSTANT_BITS else None


def is_rational(node: Node) -> bool:
    """Tell whether rational values of the names always give a rational value.

    False for sqrt, exp and log, and for every exponent that is not an integer constant.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> [is_rational(parse_expression(text, {"x", "n"})) for text in ("x**2", "x**0.5", "x**n")]
    [True, False, False]
    """
    match node:
        case Call("sqrt" | "exp" | "log", _):
            return False
        case Power(_, exponent):
            value = constant(exponent)
            if value is None or value.denominator != 1:
                return False
        case _:
            pass
    return all(is_rational(child) for child in children(node))


@overload
def substitute(node: Expression, mapping: Mapping[str, Expression]) -> Expression: ...
@overload
def substitute(node: Condition, mapping: Mapping[str, Expression]) -> Condition: ...
def substitute(node: Node, mapping: Mapping[str, Expression]) -> Node:
    """Put formulas in the place of names, all at once.

    Raises
    ------
    ExpressionError
        When the result would have more than 20,000 nodes or be more than 120 nodes deep, or break
        the bounds on powers that hold for a formula as written.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> from vcgame.model.formula.plain import to_text
    >>> fine = parse_expression("q*t", {"q", "t"})
    >>> to_text(substitute(parse_expression("b - 2*fine", {"b", "fine"}), {"fine": fine}))
    'b - 2*(q*t)'
    """
    from vcgame.model.formula.bounds import Fault, measure  # which measures these trees

    used = sorted(names(node) & mapping.keys())
    if not used:
        return node
    total, deep = _extent(node, {name: _extent(mapping[name], {}) for name in used})
    what = "with " + ", ".join(map(repr, used[:4])) + (", ..." if len(used) > 4 else "")
    if total > _MAX_SIZE or deep > _MAX_DEPTH:
        wrong = f"{what} written out, the formula has {total} parts, nested {deep} deep"
        right = f"at most {_MAX_SIZE} parts, nested {_MAX_DEPTH} deep, are allowed"
        raise ExpressionError(wrong, "", right=right)
    result: Node = _replaced(node, mapping)
    try:
        measure(result)
    except Fault as fault:
        wrong = f"{what} written out, {fault.wrong}"
        raise ExpressionError(wrong, "", right=fault.right) from None
    return result


def _extent(node: Node, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Count and depth of the nodes, each name counting as much as `known` says."""
    if isinstance(node, Name):
        return known.get(node.id, (1, 1))
    total, deep = 1, 0
    for child in children(node):
        child_total, child_deep = _extent(child, known)
        total += child_total
        deep = max(deep, child_deep)
    return total, deep + 1


def _replaced(node: Node, mapping: Mapping[str, Expression]) -> Any:
    """Put formulas in the place of names; the result is of the kind of `node`."""
    match node:
        case Name(id_):
            return mapping.get(id_, node)
        case Sum(parts) | Product(parts) | And(parts) | Or(parts):
            return type(node)(tuple(_replaced(part, mapping) for part in parts))
        case Quotient(first, second) | Power(first, second):
            return type(node)(_replaced(first, mapping), _replaced(second, mapping))
        case Negation(part) | Not(part):
            return type(node)(_replaced(part, mapping))
        case Call(function, arguments):
            return Call(function, tuple(_replaced(part, mapping) for part in arguments))
        case Comparison(left, relation, right):
            return Comparison(_replaced(left, mapping), relation, _replaced(right, mapping))
        case Conditional():
            return Conditional(*(_replaced(part, mapping) for part in children(node)))
        case _:
            return node
