"""From text to formulas, by a white list.

`vcgame.model.formula.lexemes` checks the text first. Then Python's own parser builds a syntax
tree (`ast.parse`, which runs nothing), and every node of it must be one of those named here; any
other is refused with its place. Nothing is evaluated or compiled, so nothing that an author
writes can run. Bounds: 4,000 characters, 2,000 nodes, 60 levels, numbers of 100 digits, decimal
exponents up to 100, and those of `vcgame.model.formula.bounds`.

A formula has Python's grammar and precedence: ``-x**2`` is ``-(x**2)``, ``2**3**2`` is
``2**(3**2)``; ``^`` is another way to write ``**``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection
from keyword import iskeyword
from typing import Any, TypeVar

from vcgame.errors import ExpressionError, nearest
from vcgame.model.formula.bounds import Fault, measure
from vcgame.model.formula.expression import (
    FUNCTIONS,
    And,
    Call,
    Comparison,
    Condition,
    Conditional,
    Expression,
    Function,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)
from vcgame.model.formula.lexemes import FormulaText, read_number

__all__ = ["parse_condition", "parse_expression", "valid_label", "valid_name"]

_N = TypeVar("_N", bound=Node)

MAX_NODES = 2_000
MAX_DEPTH = 60
MAX_NAME_LENGTH = 24

_RELATIONS: dict[type[ast.cmpop], Relation] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def parse_expression(text: str, known: Collection[str]) -> Expression:
    """Read a formula whose value is a number.

    Parameters
    ----------
    text
        What the author wrote.
    known
        The names that may stand in it.

    Raises
    ------
    ExpressionError
        With the place of the first mistake.

    Examples
    --------
    >>> parse_expression("2*b - c", ["b", "c"])  # doctest: +NORMALIZE_WHITESPACE
    Sum(terms=(Product(factors=(Number(value=Fraction(2, 1)), Name(id='b'))),
               Negation(operand=Name(id='c'))))
    >>> parse_expression("2*b - cc", ["b", "c"])
    Traceback (most recent call last):
        ...
    vcgame.errors.ExpressionError: unknown name 'cc'; did you mean 'c'?
    """
    reader = _Reader(text, known)
    return reader.measured(reader.number(reader.root(), 1))


def parse_condition(text: str, known: Collection[str]) -> Condition:
    """Read a condition: comparisons, joined by ``and``, ``or`` and ``not``.

    Parameters and errors are those of `parse_expression`.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(parse_condition("0 < x <= 1", ["x"]))
    '0 < x and x <= 1'
    >>> parse_condition("x = 1", ["x"])
    Traceback (most recent call last):
        ...
    vcgame.errors.ExpressionError: '=' has no meaning in a formula; write == to compare
    """
    reader = _Reader(text, known)
    return reader.measured(reader.condition(reader.root(), 1))


def valid_label(name: str) -> str | None:
    """Say why a player, strategy, move or node cannot be called so, or give None.

    These names never stand in formulas, so that words of Python are good names.

    Examples
    --------
    >>> valid_label("continue") is None
    True
    >>> valid_label("2nd")
    "'2nd' is no name; write letters a to z, digits and _, a letter first"
    """
    if len(name) > MAX_NAME_LENGTH:
        return f"a name has at most {MAX_NAME_LENGTH} characters, this has {len(name)}"
    if not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name):
        return f"{name!r} is no name; write letters a to z, digits and _, a letter first"
    if "__" in name:
        return f"{name!r} has two underscores in a row; write one"
    return None


def valid_name(name: str) -> str | None:
    """Say why a name cannot be declared for formulas, or give None for a good one.

    Examples
    --------
    >>> valid_name("lambda")
    "'lambda' is a word of Python; write lam"
    >>> valid_name("lam") is None
    True
    """
    complaint = valid_label(name)
    if complaint is not None:
        return complaint
    if iskeyword(name):
        right = "write lam" if name == "lambda" else "choose another name"
        return f"{name!r} is a word of Python; {right}"
    if name in FUNCTIONS:
        return f"{name!r} is a function of formulas; choose another name"
    return None


class _Reader:
    """Walks one syntax tree."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.text = FormulaText(text)
        self.known = known
        self.count = 0
        self.places: dict[int, ast.expr] = {}

    def root(self) -> ast.expr:
        """Let Python parse the checked text."""
        try:
            return ast.parse(self.text.python, mode="eval").body
        except (SyntaxError, MemoryError, RecursionError, ValueError):
            wrong, end = "the formula is too long or nested too deeply", len(self.text.text)
            right = "split it into derived quantities"
            raise self.text.error(wrong, 0, end, right) from None

    def measured(self, node: _N) -> _N:
        """Give a formula back that keeps the bounds."""
        try:
            measure(node)
        except Fault as fault:
            place = self.places[id(fault.node)]
            raise self.error(place, fault.wrong, fault.right) from None
        return node

    def error(self, node: ast.expr, wrong: str, right: str = "") -> ExpressionError:
        """Make the error that points at a node."""
        start = self.text.column(node.col_offset)
        end = self.text.column(node.end_col_offset or node.col_offset + 1)
        return self.text.error(wrong, start, end, right)

    def enter(self, node: ast.expr, depth: int) -> None:
        """Count a node."""
        self.count += 1
        if self.count > MAX_NODES:
            wrong = f"the formula has more than {MAX_NODES} terms and operators"
            raise self.error(node, wrong, "split it into derived quantities")
        if depth > MAX_DEPTH:
            wrong = f"the formula is nested more than {MAX_DEPTH} deep"
            raise self.error(node, wrong, "split it into derived quantities")

    def number(self, node: ast.expr, depth: int) -> Expression:
        """Read a node that must be an expression."""
        self.enter(node, depth)
        rule = _RULES.get(type(node))
        if rule is None:
            if isinstance(node, ast.Compare | ast.BoolOp):
                wrong, right = "a number is needed here, not a condition", "write a if b > c else d"
                raise self.error(node, wrong, right)
            raise self.error(node, "this has no meaning in a formula")
        result = rule(self, node, depth)
        self.places[id(result)] = node
        return result

    def constant(self, node: ast.Constant, _depth: int) -> Expression:
        if type(node.value) not in {int, float}:
            raise self.error(node, "this is no number")
        return Number(read_number(self.text.python[node.col_offset : node.end_col_offset]))

    def name(self, node: ast.Name, _depth: int) -> Expression:
        if node.id in FUNCTIONS:
            raise self.error(node, f"{node.id!r} is a function", f"write {node.id}(...)")
        if node.id not in self.known:
            wrong = f"unknown name {node.id[:48]!r}"
            raise self.error(node, wrong, nearest(node.id, tuple(self.known)))
        return Name(node.id)

    def operation(self, node: ast.BinOp, depth: int) -> Expression:
        if isinstance(node.op, ast.Add | ast.Sub):
            first, rest = _chain(node, ast.Add | ast.Sub)
            terms = [self.number(first, depth + 1)]
            for step in rest:
                if isinstance(step.op, ast.Sub):
                    self.enter(step, depth + 1)
                    terms.append(Negation(self.number(step.right, depth + 2)))
                else:
                    terms.append(self.number(step.right, depth + 1))
            return Sum(tuple(terms))
        if isinstance(node.op, ast.Mult):
            first, rest = _chain(node, ast.Mult)
            operands = [first, *(step.right for step in rest)]
            return Product(tuple(self.number(operand, depth + 1) for operand in operands))
        if isinstance(node.op, ast.Div):
            return Quotient(self.number(node.left, depth + 1), self.number(node.right, depth + 1))
        if isinstance(node.op, ast.Pow):
            return Power(self.number(node.left, depth + 1), self.number(node.right, depth + 1))
        raise self.error(node, "this operator has no meaning in a formula")

    def sign(self, node: ast.UnaryOp, depth: int) -> Expression:
        if isinstance(node.op, ast.USub):
            return Negation(self.number(node.operand, depth + 1))
        if isinstance(node.op, ast.UAdd):
            return self.number(node.operand, depth)
        raise self.error(node, "a number is needed here, not a condition")

    def call(self, node: ast.Call, depth: int) -> Expression:
        called = node.func
        if not isinstance(called, ast.Name):
            raise self.error(called, "this is no function")
        if called.id in self.known:
            raise self.error(called, f"{called.id!r} is no function", "write * for a product")
        function = _FUNCTION_NAMES.get(called.id)
        if function is None:
            wrong = f"unknown function {called.id[:48]!r}"
            raise self.error(called, wrong, nearest(called.id, tuple(FUNCTIONS)))
        least, most = FUNCTIONS[function]
        if node.keywords or not least <= len(node.args) <= most:
            takes, right = f"{least} to {most} arguments", "separate them by commas"
            if most == 1:
                takes, right = "one argument", f"write {function}(x)"
            raise self.error(node, f"{function} takes {takes}", right)
        return Call(function, tuple(self.number(part, depth + 1) for part in node.args))

    def conditional(self, node: ast.IfExp, depth: int) -> Expression:
        return Conditional(
            self.number(node.body, depth + 1),
            self.condition(node.test, depth + 1),
            self.number(node.orelse, depth + 1),
        )

    def condition(self, node: ast.expr, depth: int) -> Condition:
        """Read a node that must be a condition."""
        self.enter(node, depth)
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.condition(part, depth + 1) for part in node.values)
            return And(parts) if isinstance(node.op, ast.And) else Or(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Not(self.condition(node.operand, depth + 1))
        if not isinstance(node, ast.Compare):
            raise self.error(node, "a condition is needed here", "write a comparison: x > 0")
        if len(node.ops) == 1:
            return self.link(node, 0, depth)
        for operand in node.comparators:
            self.enter(operand, depth + 1)
        return And(tuple(self.link(node, index, depth + 1) for index in range(len(node.ops))))

    def link(self, node: ast.Compare, index: int, depth: int) -> Comparison:
        """Read one link of a chain ``a < b < c``; an inner operand is read for both its links."""
        left, right = (node.left, *node.comparators)[index : index + 2]
        relation = _RELATIONS.get(type(node.ops[index]))
        if relation is None:
            raise self.error(node, "this relation has no meaning in a formula")
        return Comparison(self.number(left, depth + 1), relation, self.number(right, depth + 1))


def _chain(node: ast.BinOp, kind: Any) -> tuple[ast.expr, list[ast.BinOp]]:
    """Go down the left side of operators of one kind: the first operand, then the steps."""
    steps = [node]
    first = node.left
    while isinstance(first, ast.BinOp) and isinstance(first.op, kind):
        steps.append(first)
        first = first.left
    return first, steps[::-1]


_FUNCTION_NAMES: dict[str, Function] = {function: function for function in FUNCTIONS}
_RULES: dict[type[ast.expr], Callable[[_Reader, Any, int], Expression]] = {
    ast.Constant: _Reader.constant,
    ast.Name: _Reader.name,
    ast.BinOp: _Reader.operation,
    ast.UnaryOp: _Reader.sign,
    ast.Call: _Reader.call,
    ast.IfExp: _Reader.conditional,
}
