"""The range of one parameter, or the whole real line, cut where something may change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from vcgame.derive.isolated import Root
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.thresholds import OneLever, Ratios
from vcgame.errors import ExpressionError, NotAlgebraicError, UnsupportedError, UsageError, nearest
from vcgame.model.model import Model

__all__ = ["Stretch", "joined", "lever_of", "range_of", "stretches"]


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """An interval of the parameter, or a single value of it.

    Attributes
    ----------
    low, high
        The ends; ``None`` where it has none. One and the same object for a single value.
    closed_low, closed_high
        Whether the ends belong to it.
    sample
        The single value, or a rational number inside.
    """

    low: Algebraic | None
    high: Algebraic | None
    closed_low: bool
    closed_high: bool
    sample: Root

    @property
    def point(self) -> bool:
        """Whether it is a single value."""
        return self.low is not None and self.low is self.high

    def holds(self, value: Fraction) -> bool:
        """Whether a rational value lies in it."""
        return self.contains(Algebraic.of(Root(value, value)))

    def contains(self, number: Algebraic) -> bool:
        """Whether a root lies in it."""
        ends = ((self.low, self.closed_low, 1), (self.high, self.closed_high, -1))
        return all(
            end is None or (order := side * number.order(end)) > 0 or (closed and not order)
            for end, closed, side in ends
        )


def lever_of(model: Model, parameter: str, point: dict[str, Fraction]) -> OneLever:
    """Fix all parameters but one of a game with [payoffs].

    Raises
    ------
    UsageError
        For a parameter that is not there.
    UnsupportedError
        For trees, for payoffs that depend on shares, and for formulas without polynomials.
    """
    if parameter not in model.parameters:
        hint = nearest(parameter, tuple(model.parameters))
        raise UsageError(f"{model.id} has no parameter {parameter!r}; {hint}")
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; "
            "equilibria along a parameter are for games with [payoffs]"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"the payoffs of {model.id} depend on population shares; use dynamics"
        )
    try:
        return OneLever(model, parameter, point)
    except ExpressionError as error:
        raise UnsupportedError(f"no exact line of {model.id}: {error}") from error


def range_of(
    model: Model, parameter: str, *, whole: bool
) -> tuple[Fraction | None, Fraction | None]:
    """Give the range of a parameter; the whole line if it has none, or if that is asked for."""
    declared = model.parameters[parameter]
    return (None, None) if whole else (declared.low, declared.high)


def stretches(
    lever: OneLever,
    low: Fraction | None,
    high: Fraction | None,
    deciding: Callable[[Ratios], Iterable[Any]] = Ratios.signs,
) -> list[Stretch]:
    """Cut a range at the roots of all that decides: values and open intervals in turn.

    Raises
    ------
    UnsupportedError
        For formulas that are no ratios of polynomials in the parameter.
    """
    try:
        roots = lever.candidates(low, high, deciding)
    except (NotAlgebraicError, ExpressionError) as error:
        raise UnsupportedError(
            f"no exact thresholds of {lever.model.id} in {lever.parameter}: {error}; use sweep"
        ) from error
    bounds: list[Root | None] = [None if low is None else Root(low, low), *roots]
    bounds.append(None if high is None else Root(high, high))
    ends = [None if root is None else Algebraic.of(root) for root in bounds]
    found: list[Stretch] = []
    for place, end in enumerate(ends):
        if place:
            inside = _between(bounds[place - 1], bounds[place])
            found.append(Stretch(ends[place - 1], end, False, False, inside))
        if end is not None:
            found.append(Stretch(end, end, True, True, end.root))
    return found


def _between(left: Root | None, right: Root | None) -> Root:
    """Choose a rational number of few digits between two that do not touch."""
    if left is None or right is None:
        middle = Fraction(0)
        if left is not None:
            middle = Fraction(left.high // 1 + 1)
        elif right is not None:
            middle = Fraction(-(-right.low // 1) - 1)
    else:
        middle = _simplest(left.high, right.low)
    return Root(middle, middle)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Find a number of small denominator strictly between two."""
    middle, below = (low + high) / 2, 1
    while True:
        near = middle.limit_denominator(below)
        if low < near < high:
            return near
        below *= 2


class Content(Protocol):
    """What holds on a stretch."""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to tell, so that single values need no place of their own."""

    def same(self, other: Any, at: Root | None, /) -> bool:
        """Whether another content is the same: at a value, or on intervals (``None``)."""


C = TypeVar("C", bound=Content)


def joined(parts: Sequence[tuple[Stretch, C]]) -> list[tuple[Stretch, C]]:
    """Drop the values at which nothing changes; an end of the range joins its interval."""
    found: list[tuple[Stretch, C]] = []
    waiting = list(reversed(parts))
    while waiting:
        stretch, content = waiting.pop()
        if not stretch.point:
            found.append((stretch, content))
            continue
        before = found[-1] if found else None
        after = waiting[-1] if waiting else None
        root = stretch.sample
        sides = [side for side in (before, after) if side is not None]
        alike = [side[1].same(content, root) for side in sides]
        through = all(alike) and (not before or not after or before[1].same(after[1], None))
        quiet = content.idle or any(side[1].idle for side in sides)
        if not through and not (quiet and any(alike)):
            found.append((stretch, content))
        elif before and alike[0]:
            found[-1] = (replace(before[0], closed_high=True), before[1])
            if after and through:
                waiting.pop()
                whole = replace(found[-1][0], high=after[0].high, closed_high=False)
                found[-1] = (whole, before[1])
        elif after:
            waiting[-1] = (replace(after[0], closed_low=True), after[1])
    return found
