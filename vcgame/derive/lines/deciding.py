"""The irreducible polynomials in all parameters whose signs decide which equilibria there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any, Final

from vcgame.derive.lines.extremes import Tie
from vcgame.derive.minors import all_minors
from vcgame.derive.resolved import Resolver
from vcgame.errors import EvaluationError, NotAlgebraicError, UnsupportedError
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.model.formula.polynomials import Field, Ratio
from vcgame.model.formula.terms import Terms, cleared, exact_terms
from vcgame.model.model import Model

__all__ = ["Factor", "Mixing", "deciding_factors"]

_MAX_TERMS: Final = 20_000

_Key = tuple[tuple[tuple[int, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Mixing:
    """A mixture over strategies of one player, and replies of the other that it makes equal."""

    player: int
    strategies: tuple[str, ...]
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """An irreducible polynomial, and what changes where it is zero.

    Attributes
    ----------
    terms
        Powers of the parameters, in the model's order, and whole coefficients.
    ties
        Payoff differences that it divides.
    mixings
        Bordered minors that it divides, of two players with more than two strategies.
    divides
        Whether a formula divides by it.
    branches
        Whether ``min``, ``max``, ``abs`` or ``if`` turns there.
    """

    terms: Terms
    ties: tuple[Tie, ...] = ()
    mixings: tuple[Mixing, ...] = ()
    divides: bool = False
    branches: bool = False


class _Found:
    """Collects what one factor decides."""

    def __init__(self) -> None:
        self.ties: dict[Tie, None] = {}
        self.mixings: dict[Mixing, None] = {}
        self.divides = False
        self.branches = False


def deciding_factors(model: Model, lever: str, point: Mapping[str, Fraction]) -> list[Factor]:
    """Find all irreducible factors that hold the lever.

    Formulas with cases (``min``, ``if``, ...) are taken on the branch of the point.

    Raises
    ------
    UnsupportedError
        For formulas that are no ratios of polynomials, and for large games.
    """
    try:
        return _Collector(model, lever, point).factors()
    except (NotAlgebraicError, EvaluationError) as error:
        raise UnsupportedError(
            f"no formulas for the thresholds of {model.id} in {lever}: {error}"
        ) from error


class _Collector:
    def __init__(self, model: Model, lever: str, point: Mapping[str, Fraction]) -> None:

        self.model = model
        self.names = tuple(model.parameters)
        self.place = self.names.index(lever)
        self._point = [as_fmpq(point[n]) for n in self.names]
        field: Any = Field(self.names)  # it takes the place of an Algebra
        self._resolver = Resolver(field, self._sign)
        self.payoffs: dict[tuple[str, ...], list[Ratio]] = {
            profile: [self._resolver.ratio(formula) for formula in formulas]
            for profile, formulas in model.payoffs.items()
        }
        self._found: dict[_Key, _Found] = {}

    def factors(self) -> list[Factor]:
        for tie, gap in self._differences():
            for found in self._factors_of(gap.numer):
                found.ties[tie] = None
        for mixing, minor in self._minors():
            for found in self._factors_of(minor):
                found.mixings[mixing] = None
        below = [divisor.numer for divisor in self._resolver.divisors]
        below += [ratio.denom for ratio in chain.from_iterable(self.payoffs.values())]
        for found in chain.from_iterable(map(self._factors_of, below)):
            found.divides = True
        for test in self._resolver.tests:
            for found in self._factors_of(test.numer):
                found.branches = True
        return [
            Factor(
                terms,
                tuple(found.ties),
                tuple(found.mixings),
                found.divides,
                found.branches,
            )
            for terms, found in self._found.items()
        ]

    def _differences(self) -> Iterator[tuple[Tie, Ratio]]:
        for profile, values in self.payoffs.items():
            for number, player in enumerate(self.model.players):
                ids = [strategy.id for strategy in player.strategies]
                for other in ids[ids.index(profile[number]) + 1 :]:
                    swapped = (*profile[:number], other, *profile[number + 1 :])
                    tie = Tie(number, profile[number], other, profile)
                    yield tie, values[number] - self.payoffs[swapped][number]

    def _minors(self) -> Iterator[tuple[Mixing, Any]]:
        """Bordered minors of more than two rows; those of two are payoff differences."""
        ids = [[strategy.id for strategy in player.strategies] for player in self.model.players]
        if len(ids) != 2 or max(map(len, ids)) < 3:
            return
        for mixer in (0, 1):
            replies, strategies = ids[1 - mixer], ids[mixer]
            cells = [
                [self.payoffs[(s, r) if mixer == 0 else (r, s)][1 - mixer] for s in strategies]
                for r in replies
            ]
            for (rows, columns), minor in all_minors(_cleared(cells)).items():
                if len(rows) > 2:
                    mixed = tuple(strategies[column] for column in columns)
                    yield Mixing(mixer, mixed, tuple(replies[row] for row in rows)), minor

    def _factors_of(self, polynomial: Any) -> Iterator[_Found]:
        if polynomial.is_zero():
            return
        if len(polynomial) > _MAX_TERMS:
            raise NotAlgebraicError(f"a minor has more than {_MAX_TERMS} terms")
        for factor, _ in polynomial.factor()[1]:
            if factor.degrees()[self.place]:
                yield self._found.setdefault(_normal(factor), _Found())

    def _sign(self, ratio: Ratio) -> int:
        below = ratio.denom(*self._point)
        if not below:
            raise EvaluationError("division by zero")
        value = ratio.numer(*self._point) / below
        return int(value > 0) - int(value < 0)


def _cleared(cells: list[list[Ratio]]) -> list[list[Any]]:
    """Multiply a matrix by the least polynomial that leaves no fractions."""
    common = cells[0][0].denom
    for cell in chain.from_iterable(cells):
        common = common * (cell.denom / common.gcd(cell.denom))
    return [[cell.numer * (common / cell.denom) for cell in row] for row in cells]


def _normal(factor: Any) -> _Key:
    """Give a factor whole coefficients without a common divisor, the first one positive."""
    return tuple(cleared(exact_terms(factor / factor.leading_coefficient()))[0])
