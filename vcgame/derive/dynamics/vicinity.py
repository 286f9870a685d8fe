"""A population game near one state, which is given by formulas in the parameters.

Everything here is worked out at the state itself and from the definitions, apart from the search
for rest points, so that a claim about a state and what the search finds are two looks at one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, Final

from vcgame.derive.derivative import derivative
from vcgame.derive.statement import FALSE, TRUE, ZERO, all_of, any_of
from vcgame.errors import EvaluationError, NotAlgebraicError, UnsupportedError
from vcgame.forms.populations import Population, PopulationGame
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Not,
    Product,
    Relation,
    names,
    substitute,
)
from vcgame.model.formula.polynomials import Field, Ratio
from vcgame.model.formula.terms import exact_terms, polynomial_formula

__all__ = ["LocalGame"]

MAX_SPLIT: Final = 6
"""So many factors are compared one by one."""
MAX_ORDER: Final = 12
"""Highest derivative that is looked at where lower ones vanish."""


class LocalGame:
    """A population game at a state.

    Parameters
    ----------
    game
        The population game.
    state
        Per coordinate its value as a formula in the parameters.
    also
        Further formulas whose names are used.

    Raises
    ------
    UnsupportedError
        Where a payoff or the state is no ratio of polynomials.
    """

    def __init__(
        self,
        game: PopulationGame,
        state: Mapping[str, Expression],
        also: Iterable[Expression] = (),
    ) -> None:
        self.game = game
        self.state = dict(state)
        payoffs = [formula for p in game.populations for formula in p.payoffs]
        used = frozenset().union(*map(names, [*payoffs, *self.state.values(), *also]))
        self._assumed = frozenset(game.model.assumptions)
        self._field = Field(tuple(sorted(used - self.state.keys())) or ("_",))

    def at(self, formula: Expression) -> Ratio:
        """Give the value of a formula at the state."""
        try:
            return self._lowest(self._field.fraction(substitute(formula, self.state)))
        except (NotAlgebraicError, EvaluationError) as error:
            raise UnsupportedError(f"no algebra reaches the state: {error}") from error

    def compared(self, value: Ratio, relation: Relation) -> Condition:
        """Compare a value with zero: factor by factor, which proofs find easier than products."""
        if relation in ("<=", ">="):
            strict: Relation = "<" if relation == "<=" else ">"
            return any_of([self.compared(value, strict), self.compared(value, "==")])
        if value.numer.is_zero():
            return FALSE if relation in ("<", ">", "!=") else TRUE
        number, above = value.numer.factor()
        scale, below = value.denom.factor()
        known = [Comparison(self._polynomial(factor), "!=", ZERO) for factor, _ in below]
        if relation in ("==", "!="):
            zeros = [Comparison(self._polynomial(f), relation, ZERO) for f, _ in above]
            return all_of([any_of(zeros) if relation == "==" else all_of(zeros), *known])
        positive = (number / scale > 0) == (relation == ">")
        odd = [self._polynomial(f) for f, power in (*above, *below) if power % 2]
        odd = [factor for factor in odd if Comparison(factor, ">", ZERO) not in self._assumed]
        even = [Comparison(self._polynomial(f), "!=", ZERO) for f, p in above if not p % 2]
        return all_of([_signed(odd, positive=positive), *even, *known])

    def inside(self) -> Condition:
        """When the state is one: no share is negative."""
        return all_of(
            self.compared(self.at(share), ">=")
            for population in self.game.populations
            for share in population.shares
        )

    def rests(self) -> Condition:
        """When nothing moves at the state."""
        return all_of(self.compared(rate, "==") for rate in self._rates())

    def strict(self) -> Condition:
        """When the state is a strict Nash equilibrium: all play one strategy, the only best one."""
        return all_of(self._strict(population) for population in self.game.populations)

    def evolutionarily_stable(self) -> Condition:
        """When the state is an ESS; of several populations, strict Nash (Selten 1980).

        For one population with two strategies the one that is rarer near the state than at it
        must pay more there than the other (Maynard Smith and Price 1973): the sign of the first
        derivative of the gain that does not vanish tells.

        Raises
        ------
        UnsupportedError
            For one population with more strategies.
        """
        if len(self.game.populations) > 1:
            return self.strict()
        (population,) = self.game.populations
        if len(population.strategies) == 1:
            return self.inside()
        if len(population.strategies) > 2:
            raise UnsupportedError("an ESS of more than two strategies is checked at points only")
        (name,) = population.coordinates
        series = self.gains
        share = self.at(self.state[name])
        one = Ratio(self._field.one, self._field.one)
        below, above = self._side(series, -1), self._side(series, 1)
        at_zero, at_one = self.compared(share, "=="), self.compared(share - one, "==")
        interior = [self.compared(share, ">"), self.compared(share - one, "<")]
        return any_of(
            [
                all_of([at_zero, above]),
                all_of([at_one, below]),
                all_of([*interior, self.compared(series[0], "=="), below, above]),
            ]
        )

    def _side(self, series: Sequence[Ratio], side: int) -> Condition:
        """When the state is drawn back from one side of it: the gain has the other sign there."""
        options = []
        zeros: list[Condition] = []
        for order, value in enumerate(series):
            # below the state the gain must be positive, above it negative
            rising = side * (-1 if side < 0 and order % 2 else 1)
            relation: Relation = "<" if rising > 0 else ">"
            options.append(all_of([*zeros, self.compared(value, relation)]))
            zeros.append(self.compared(value, "=="))
        return any_of(option for option in options if option != FALSE)

    @cached_property
    def gains(self) -> tuple[Ratio, ...]:
        """The gain of the strategy counted of one population, and its derivatives, at the state."""
        (population,) = self.game.populations
        (name,), (counted,) = population.coordinates, population.counted
        first, second = population.payoffs[counted], population.payoffs[1 - counted]
        found: list[Ratio] = []
        while len(found) < MAX_ORDER:
            found.append(self._lowest(self.at(first) - self.at(second)))
            first, second = derivative(first, name), derivative(second, name)
            if name not in names(first) | names(second):
                last = self._lowest(self.at(first) - self.at(second))
                return tuple(found) if last.numer.is_zero() else (*found, last)
        raise UnsupportedError(f"the gain has more than {MAX_ORDER} derivatives")

    def _strict(self, population: Population) -> Condition:
        payoffs = [self.at(payoff) for payoff in population.payoffs]
        one = Ratio(self._field.one, self._field.one)
        options = []
        for own, share in enumerate(population.shares):
            alone = self.compared(self._lowest(self.at(share) - one), "==")
            better = [
                self.compared(self._lowest(payoffs[own] - payoff), ">")
                for other, payoff in enumerate(payoffs)
                if other != own
            ]
            options.append(all_of([alone, *better]))
        return any_of(options)

    def labelled(self, label: str) -> Condition:
        """When linearisation gives the state a label; a state that does not rest has none.

        Raises
        ------
        UnsupportedError
            For saddles and what is not hyperbolic in more than three dimensions.
        """
        return all_of([self.rests(), self._labels(label)])

    def _labels(self, label: str) -> Condition:
        coefficients = self.characteristic
        dimension = len(coefficients)
        sink = all_of(self.compared(minor, ">") for minor in self._hurwitz(coefficients))
        if label == "sink":
            return sink
        turned = [-a if power % 2 else a for power, a in enumerate(coefficients, start=1)]
        source = all_of(self.compared(minor, ">") for minor in self._hurwitz(turned))
        if label == "source":
            return source
        if dimension == 1:
            flat = self.compared(coefficients[0], "==")
            return flat if label == "non-hyperbolic" else FALSE
        if dimension == 2:
            first, second = coefficients
            return {
                "saddle": self.compared(second, "<"),
                "centre": all_of([self.compared(first, "=="), self.compared(second, ">")]),
                "non-hyperbolic": self.compared(second, "=="),
            }[label]
        if label == "centre":
            return FALSE
        if dimension > 3:
            raise UnsupportedError(f"a {label} of {dimension} dimensions is checked at points only")
        first, second, third = coefficients
        gap = self._lowest(first * second - third)
        turning = all_of([self.compared(gap, "=="), self.compared(second, ">")])
        flat = any_of([self.compared(third, "=="), turning])
        if label == "non-hyperbolic":
            return flat
        return all_of([Not(flat), Not(sink), Not(source)])

    @cached_property
    def characteristic(self) -> tuple[Ratio, ...]:
        """Coefficients of the Jacobian's characteristic polynomial behind the leading 1.

        By the method of Faddeev and Le Verrier.
        """
        matrix = self._jacobian()
        size = len(matrix)
        found: list[Ratio] = []
        power = matrix
        for step in range(1, size + 1):
            trace = self._total(power[i][i] for i in range(size))
            number = self._field.number(Fraction(-1, step))
            found.append(self._lowest(trace * number))
            if step < size:
                shifted = [
                    [entry + found[-1] if i == j else entry for j, entry in enumerate(row)]
                    for i, row in enumerate(power)
                ]
                power = self._times(matrix, shifted)
        return tuple(found)

    def _hurwitz(self, coefficients: Any) -> tuple[Ratio, ...]:
        """Leading minors of the Hurwitz matrix: all are positive for a sink (Hurwitz 1895)."""
        size = len(coefficients)
        zero, one = (self._field.number(Fraction(number)) for number in (0, 1))
        all_ = [one, *coefficients]
        matrix = [
            [all_[k] if 0 <= (k := 2 * (j + 1) - (i + 1)) <= size else zero for j in range(size)]
            for i in range(size)
        ]
        return tuple(self._determinant([row[:n] for row in matrix[:n]]) for n in range(1, size + 1))

    def _determinant(self, matrix: list[list[Ratio]]) -> Ratio:
        if len(matrix) == 1:
            return matrix[0][0]
        total = self._field.number(Fraction(0))
        for place, entry in enumerate(matrix[0]):
            if not entry.numer.is_zero():
                rest = [row[:place] + row[place + 1 :] for row in matrix[1:]]
                term = self._lowest(entry * self._determinant(rest))
                total = self._lowest(total - term if place % 2 else total + term)
        return total

    def _rates(self) -> list[Ratio]:
        found = []
        for population in self.game.populations:
            shares, payoffs = (
                [self.at(formula) for formula in formulas]
                for formulas in (population.shares, population.payoffs)
            )
            average = self._total(s * u for s, u in zip(shares, payoffs, strict=True))
            found += [self._lowest(shares[k] * (payoffs[k] - average)) for k in population.counted]
        return found

    def _jacobian(self) -> list[list[Ratio]]:
        """Derivatives of the rates, by the product rule at the state."""
        rows = []
        for population in self.game.populations:
            shares = [self.at(formula) for formula in population.shares]
            payoffs = [self.at(formula) for formula in population.payoffs]
            average = self._total(s * u for s, u in zip(shares, payoffs, strict=True))
            columns = []
            for name in self.game.coordinates:
                share_slopes = [self.at(derivative(f, name)) for f in population.shares]
                slopes = [self.at(derivative(f, name)) for f in population.payoffs]
                change = self._total(
                    ds * u + s * du
                    for s, u, ds, du in zip(shares, payoffs, share_slopes, slopes, strict=True)
                )
                columns.append(
                    [
                        self._lowest(
                            share_slopes[k] * (payoffs[k] - average)
                            + shares[k] * (slopes[k] - change)
                        )
                        for k in population.counted
                    ]
                )
            rows += [list(row) for row in zip(*columns, strict=True)]
        return rows

    def _total(self, values: Iterator[Ratio]) -> Ratio:
        total = self._field.number(Fraction(0))
        for value in values:
            total = self._lowest(total + value)
        return total

    def _times(self, first: list[list[Ratio]], second: list[list[Ratio]]) -> list[list[Ratio]]:
        return [
            [
                self._total(a * b for a, b in zip(row, column, strict=True))
                for column in zip(*second, strict=True)
            ]
            for row in first
        ]

    def _lowest(self, ratio: Ratio) -> Ratio:
        if ratio.numer.is_zero():
            return self._field.number(Fraction(0))
        common = ratio.numer.gcd(ratio.denom)
        return Ratio(ratio.numer / common, ratio.denom / common)

    def _polynomial(self, polynomial: Any) -> Expression:
        return polynomial_formula(self._field.context.names(), exact_terms(polynomial))


def _signed(factors: list[Expression], *, positive: bool) -> Condition:
    """When a product is positive, or negative: by the signs of its factors."""
    if len(factors) > MAX_SPLIT:
        return Comparison(Product(tuple(factors)), ">" if positive else "<", ZERO)
    options = []
    for negative in product((False, True), repeat=len(factors)):
        if (sum(negative) % 2 == 0) == positive:
            signs = zip(factors, negative, strict=True)
            options.append(all_of(Comparison(f, "<" if n else ">", ZERO) for f, n in signs))
    return any_of(options)
