"""A model of alike firms at a point: its payoffs for every spread of the other firms."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import repeat
from math import comb
from typing import Any, Final

from vcgame.errors import EvaluationError, IrrationalError, UnsupportedError
from vcgame.forms.symmetric import SymmetricGame, spreads
from vcgame.model.firms import number_of_firms
from vcgame.model.formula.balls import BallEvaluator, precision
from vcgame.model.formula.evaluator import Evaluator
from vcgame.model.formula.expression import (
    Call,
    Expression,
    Name,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Sum,
    names,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.model import Model
from vcgame.model.point import MOST_EFFORT, PRECISIONS, Effort
from vcgame.model.surplus import without_transfers

__all__ = ["MOST_COMPARISONS", "MOST_SPREADS", "symmetric_game", "welfare_game"]

MOST_SPREADS: Final = 200_000
"""Ways to spread the others over the strategies for which payoffs are worked out, at most."""

MOST_COMPARISONS: Final = 4_000_000
"""Payoffs of two strategies that are compared, over all spreads, at most."""

_FEW: Final = 4_000
"""Up to so many spreads Python's fractions are fast enough; above, flint's are used."""

_EFFORT_PER_SPREAD: Final = 60


def symmetric_game(
    model: Model, values: Mapping[str, Fraction], bits: int = PRECISIONS[0]
) -> SymmetricGame:
    """Evaluate a model of alike firms at a point.

    Two strategies with the same formula get the same list of payoffs, so that a tie between
    them is one even where the numbers are irrational.

    Raises
    ------
    UnsupportedError
        For a model of another form.
    EvaluationError
        Where the number of firms is none, or a payoff has no value.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.errors import UnsupportedError
    >>> try:
    ...     symmetric_game(load_model("boxed-pigs"), {})
    ... except UnsupportedError as error:
    ...     print(error)
    boxed-pigs is no game of alike firms: a model whose one player has a number
    """
    if model.form != "symmetric":
        raise UnsupportedError(
            f"{model.id} is no game of alike firms: a model whose one player has a number"
        )
    firm = model.players[0]
    if firm.number is None:
        raise TypeError("a symmetric model has a number of firms")
    number = number_of_firms(firm.number, values)
    ids = tuple(strategy.id for strategy in firm.strategies)
    size = comb(number + len(ids) - 2, len(ids) - 1)
    if size > MOST_SPREADS or size * len(ids) ** 2 > MOST_COMPARISONS:
        raise EvaluationError(
            f"{number} firms with {len(ids)} strategies are too many: the others can be spread in "
            f"{size} ways; {_most_firms(len(ids))}"
        )
    columns: dict[str, list[int]] = {}
    if model.counts:
        rows = zip(*spreads(number - 1, len(ids)), strict=True)
        by_strategy = dict(zip(ids, map(list, rows), strict=True))
        columns = {count.id: by_strategy[count.strategy] for count in model.counts.values()}
    effort = Effort(MOST_EFFORT + _EFFORT_PER_SPREAD * size)
    known: dict[Expression, tuple[Any, ...]] = {}
    for (id,), (formula,) in model.payoffs.items():
        if formula not in known:
            try:
                known[formula] = _column(formula, values, columns, size, bits, effort)
            except EvaluationError as error:
                raise type(error)(f"the payoff of {id}{error}") from error
    return SymmetricGame(
        firm.id, number, ids, tuple(known[formula] for (formula,) in model.payoffs.values())
    )


def _most_firms(strategies: int) -> str:
    """Say how many firms with so many strategies are worked out."""
    number = 1
    while True:
        size = comb(number + strategies - 1, strategies - 1)
        if size > MOST_SPREADS or size * strategies**2 > MOST_COMPARISONS:
            break
        number += 1
    return f"at most {number} firms can be" if number > 1 else "no number of firms is small enough"


def welfare_game(
    model: Model, values: Mapping[str, Fraction], game: SymmetricGame | None = None
) -> SymmetricGame | None:
    """Evaluate the payoffs without transfers, by which what the firms get together is counted.

    Parameters
    ----------
    model, values
        The model and the point.
    game
        The game there, if it is known already; it is given back where no transfer is paid.

    Returns
    -------
    SymmetricGame or None
        ``None`` where such payoffs have no value, or the number of firms depends on transfers.
    """
    there = without_transfers(model, values)
    if there == dict(values) and game is not None:
        return game
    number = model.players[0].number
    if number is not None and not names(number).isdisjoint(model.transfers):
        return None
    try:
        return symmetric_game(model, there)
    except EvaluationError:
        return None


def _column(
    formula: Expression,
    values: Mapping[str, Fraction],
    columns: Mapping[str, list[int]],
    size: int,
    bits: int,
    effort: Effort,
) -> tuple[Any, ...]:
    """Evaluate a formula for every spread: exactly, or in balls where it is irrational."""
    if size <= _FEW:
        try:
            return tuple(_Walk(_Exact(values, effort), columns, size).column(formula))
        except IrrationalError:
            pass
    from flint import arb, fmpq

    with precision(bits):
        found = _Walk(_Balls(values, effort), columns, size).column(formula)
        numbers = {id(value): value for value in found}
        known = {
            place: as_fraction(value) if isinstance(value, fmpq) else arb(value)
            for place, value in numbers.items()
        }
        return tuple(known[id(value)] for value in found)


class _Exact(Evaluator):
    """Fractions, with their price."""

    def __init__(self, values: Mapping[str, Any], effort: Effort) -> None:
        super().__init__(values)
        self.effort = effort

    def length(self, value: Any) -> int:
        return self.effort.spend(super().length(value))


class _Balls(BallEvaluator):
    """Balls, with their price."""

    def __init__(self, values: Mapping[str, Any], effort: Effort) -> None:
        super().__init__(values)
        self.effort = effort

    def length(self, value: Any) -> int:
        return self.effort.spend(super().length(value))


class _Walk:
    """Works a formula out for many spreads at once; what does not depend on counts, only once.

    Parameters
    ----------
    single
        What works out one value, and sets the kind of numbers.
    columns
        Per count, its value for each spread.
    size
        How many spreads there are.
    """

    def __init__(
        self, single: _Exact | _Balls, columns: Mapping[str, list[int]], size: int
    ) -> None:
        self.single = single
        self.columns = columns
        self.size = size

    def column(self, formula: Expression) -> list[Any]:
        """Give the value for every spread."""
        found = self._value(formula)
        return found if isinstance(found, list) else [found] * self.size

    def _value(self, node: Expression) -> Any:
        """Give a list, or one value where no count comes in."""
        if names(node).isdisjoint(self.columns):
            try:
                return self.single.value(node)
            except EvaluationError as error:
                raise type(error)(f": {error}") from None
        single = self.single
        match node:
            case Name(id):
                return list(map(single.number, self.columns[id]))
            case Negation(operand):
                return [-value for value in self._value(operand)]
            case Sum(parts):
                return self._folded(node, operator.add, parts)
            case Product(parts):
                return self._folded(node, operator.mul, parts)
            case Quotient(above, below):
                return self._applied(node, single.quotient, self._value(above), self._value(below))
            case Power(base, exponent):
                return self._applied(node, single.power, self._value(base), self._value(exponent))
            case Call(function, arguments):
                values = [self._value(argument) for argument in arguments]

                def call(*operands: Any) -> Any:
                    return single.call(function, list(operands))

                return self._applied(node, call, *values)
        return self._one_by_one(node)

    def _folded(
        self, node: Node, operation: Callable[[Any, Any], Any], parts: tuple[Expression, ...]
    ) -> Any:
        total = self._value(parts[0])
        for part in parts[1:]:
            total = self._applied(node, operation, total, self._value(part))
        return total

    def _applied(self, node: Node, operation: Callable[..., Any], *operands: Any) -> Any:
        if not any(isinstance(each, list) for each in operands):
            try:
                return self.single.apply(node, operation, *operands)
            except EvaluationError as error:
                raise type(error)(f": {error}") from None
        lists = [each if isinstance(each, list) else repeat(each, self.size) for each in operands]
        found: list[Any] = []
        apply = self.single.apply
        try:
            for values in zip(*lists, strict=True):
                found.append(apply(node, operation, *values))  # noqa: PERF401 (tells how far)
        except EvaluationError as error:
            raise type(error)(f"{self._where(len(found))}: {error}") from None
        return found

    def _one_by_one(self, node: Expression) -> list[Any]:
        """Take a choice for each spread alone: the branch that is not taken needs no value."""
        found: list[Any] = []
        before = self.single.values
        try:
            for counts in zip(*self.columns.values(), strict=True):
                self.single.values = {**before, **dict(zip(self.columns, counts, strict=True))}
                found.append(self.single.value(node))
        except EvaluationError as error:
            raise type(error)(f"{self._where(len(found))}: {error}") from None
        finally:
            self.single.values = before
        return found

    def _where(self, place: int) -> str:
        return " at " + ", ".join(f"{id} = {values[place]}" for id, values in self.columns.items())
