"""Deciding whether conditions can hold together for some real values of the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from vcgame.derive.decision.decision import Decision
from vcgame.derive.decision.functions import with_unknowns
from vcgame.derive.decision.normal_form import Writer
from vcgame.derive.decision.search import Outcome, Search
from vcgame.derive.decision.trials import satisfied, tried_point
from vcgame.errors import EvaluationError, ExpressionError, NotAlgebraicError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Expression,
    Name,
    Not,
    Number,
    constant,
    is_rational,
    names,
    substitute,
)
from vcgame.model.point import value_at
from vcgame.solve.linear.simplex import Work, WorkError

__all__ = ["EFFORT", "decide", "prove_or_refute"]

EFFORT: Final = 30_000_000
"""Work for one decision, in operations on numbers."""

Box = Mapping[str, tuple[Fraction | None, Fraction | None]]


def decide(
    conditions: Iterable[Condition],
    *,
    prefer: Mapping[str, Fraction] | None = None,
    box: Box | None = None,
    effort: int = EFFORT,
    quick: bool = False,
) -> Decision:
    """Decide whether some real point satisfies all conditions, and find a rational one.

    Every formula has a value at such a point: where a division by zero is met, a condition is
    not satisfied. That no point does is said only with a proof; a witness has been checked.

    Parameters
    ----------
    conditions
        What shall hold, all of it.
    prefer
        Values that the point shall have, or be close to, where the conditions allow it.
    box
        Ranges of names, ends included; the other names range over all numbers.
    effort
        Work that may be done. z3 alone has a clock besides, which can only end in "undecided".
    quick
        Whether to leave it at the cheap ways, without z3.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> def decided(*texts):
    ...     return decide([parse_condition(text, ["p", "q"]) for text in texts])
    >>> decided("p > 2*q", "q > 1").point
    mappingproxy({'p': Fraction(3, 1), 'q': Fraction(5, 4)})
    >>> decided("p*q > 1", "p + q < 2", "p > 0").finding
    'empty'
    >>> decided("p**2 == 2").reason
    'p is a root of p**2 - 2, about 1.41421'
    """
    given = [*conditions, *_box_conditions(box or {})]
    used = sorted(frozenset().union(*(names(condition) for condition in given)))
    wish = {name: _wish(name, prefer or {}, box or {}) for name in used}
    if satisfied(given, wish):
        return _witness(wish, "sample")
    simpler, fixed = _fixed(given)
    written, functions = with_unknowns(simpler)
    start = {**wish, **fixed}
    left = [*(name for name in used if name not in fixed), *functions]
    wishes = [start[n] if n in start else _value(functions[n], start) for n in left]
    try:
        writer = Writer(left)
        formulas = [writer.true(condition) for condition in written]
        found = Search(writer, wishes, Work(effort), quick=quick).decide(formulas)
    except NotAlgebraicError as error:
        found = Outcome("undecided", reason=f"no algebra reaches it: {error}")
    except WorkError:
        found = Outcome("undecided", reason="the search grew too long")
    return _checked(given, start, left, found)


def _value(formula: Expression, point: Mapping[str, Fraction]) -> Fraction:
    """Give about the value of a function at the wished point."""
    try:
        return Fraction(float(value_at(formula, point))).limit_denominator(100)
    except (EvaluationError, OverflowError, ValueError):
        return Fraction(1)


def prove_or_refute(
    given: Iterable[Condition],
    shown: Condition,
    *,
    prefer: Mapping[str, Fraction] | None = None,
    box: Box | None = None,
    effort: int = EFFORT,
) -> Decision:
    """Decide whether a condition follows from others.

    The finding ``"empty"`` says that it does; a witness satisfies the given conditions and
    refutes it. The parameters are those of `decide`.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> shown = parse_condition("p**2 + q**2 >= 2*p*q", ["p", "q"])
    >>> prove_or_refute([], shown).finding
    'empty'
    """
    return decide([*given, Not(shown)], prefer=prefer, box=box, effort=effort)


def _witness(point: Mapping[str, Fraction], method: str) -> Decision:
    from types import MappingProxyType

    return Decision("witness", method, MappingProxyType(dict(point)))


def _checked(
    given: Sequence[Condition], start: Mapping[str, Fraction], left: Sequence[str], found: Outcome
) -> Decision:
    """Complete a point that was found, and check it."""
    rational = all(is_rational(condition) for condition in given)
    if found.finding == "empty":
        return Decision("empty", found.method if rational else "certificate")
    if found.finding == "witness" and found.point is None and rational:
        return Decision("witness", found.method, None, found.reason)
    values = {left[place]: value for place, value in (found.point or {}).items()}
    point = {**start, **{name: value for name, value in values.items() if name in start}}
    if found.point is not None and satisfied(given, point):
        return _witness(point, found.method)
    if not rational:
        inside = [name for c in given if not is_rational(c) for name in sorted(names(c))]
        close = {left[place]: value for place, value in (found.close or {}).items()}
        middle = {**start, **{name: value for name, value in close.items() if name in start}}
        near = tried_point(given, [point, start, middle], list(dict.fromkeys(inside)))
        if near is not None:
            return _witness(near, "sample")
        functions = "functions that are no polynomials are known in part only"
        return Decision("undecided", reason=found.reason or f"no algebra reaches it: {functions}")
    return Decision("undecided", reason=found.reason or "the point found has very long values")


def _wish(name: str, prefer: Mapping[str, Fraction], box: Box) -> Fraction:
    if name in prefer:
        return prefer[name]
    low, high = box.get(name, (None, None))
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return Fraction(1) if high is None else high - 1


def _box_conditions(box: Box) -> list[Condition]:
    found: list[Condition] = []
    for name, (low, high) in box.items():
        if low is not None:
            found.append(Comparison(Name(name), ">=", Number(low)))
        if high is not None:
            found.append(Comparison(Name(name), "<=", Number(high)))
    return found


def _fixed(conditions: Sequence[Condition]) -> tuple[list[Condition], dict[str, Fraction]]:
    """Insert the values of names that equations with numbers fix."""
    left = [part for condition in conditions for part in _parts(condition)]
    fixed: dict[str, Fraction] = {}
    for condition in left:
        match condition:
            case Comparison(Name(id), "==", value) | Comparison(value, "==", Name(id)):
                number = constant(value)
                if number is not None:
                    fixed.setdefault(id, number)
    values = {name: Number(value) for name, value in fixed.items()}
    try:
        return [substitute(condition, values) for condition in left], fixed
    except ExpressionError:  # a part without a value, which need not be asked for its own
        return left, {}


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, And):
        return tuple(part for each in condition.parts for part in _parts(each))
    return (condition,)
