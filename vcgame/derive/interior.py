"""Equilibria in which all three players of a 2x2x2 game mix, as formulas with a square root.

With the players' gains as matrices A (of y, z), B (of z, x) and C (of x, y), the weights of the
second player are a root of the quadratic form Y' A cof(B) C Y, and the two others' follow from
it (`vcgame.solve.trio` tells how; McKelvey and McLennan 1997 count at most two). Here the
entries are polynomials in the parameters. Where the form has polynomial roots they are used;
else all weights are p + q r with polynomials p and q and the root r of the discriminant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, Final

from vcgame.derive.conditioned import Conditioned, Supports
from vcgame.derive.faces import Faces
from vcgame.derive.signs.book import SignBook, Signed
from vcgame.derive.signs.cases import Alternatives, reduced_case
from vcgame.derive.signs.writing import ratio_formula
from vcgame.derive.statement import all_of
from vcgame.model.formula.expression import (
    Call,
    Comparison,
    Condition,
    Expression,
    Negation,
    Number,
    Product,
    Quotient,
    Relation,
    Sum,
)
from vcgame.model.formula.terms import exact_terms

__all__ = ["MAX_TERMS", "Interior"]

MAX_TERMS: Final = 60
"""Terms of the discriminant up to which a square root of it is written."""
MAX_DIVISOR: Final = 1_000
"""Squares of numbers up to this one are taken out of roots."""

Matrix = Sequence[Sequence[Any]]
Pair = tuple[Any, Any]
"""Weights of a player's two strategies."""

_ZERO = Number(Fraction(0))


class Interior:
    """The equilibria of a game of three players, two strategies each, in which all mix.

    Parameters
    ----------
    book
        What is known of signs.
    faces
        The game.

    Attributes
    ----------
    listed
        Whether they can be given: two gain matrices at least must not be singular throughout,
        and the discriminant must have 60 terms at most, or be a square.

    Notes
    -----
    Parameters at which a coefficient or determinant vanishes, by which is divided, are left out
    by a condition; equilibria that there may be at such values are not given.
    """

    def __init__(self, book: SignBook, faces: Faces) -> None:
        self.book = book
        self.supports: Supports = tuple(map(tuple, faces.ids))
        gains = [_gains(faces, player) for player in range(3)]
        regular = [not _determinant(matrix).is_zero() for matrix in gains]
        # The matrix in the middle may be singular.
        self.start = 0 if all(regular) or sum(regular) < 2 else (regular.index(False) + 2) % 3
        self.A, self.B, self.C = (gains[self.start - k] for k in (0, 2, 1))
        form = _times(_times(self.A, _cofactors(self.B)), self.C)
        q0, q1, q2 = form[0][0], form[0][1] + form[1][0], form[1][1]
        common = reduce(lambda one, other: one.gcd(other), (q0, q1, q2))
        self.listed = sum(regular) >= 2 and not common.is_zero()
        if self.listed:
            self.common = common
            self.form = q0, q1, q2 = q0 / common, q1 / common, q2 / common
            self.discriminant = q1 * q1 - 4 * q0 * q2
            self.root, self.square = _split(self.discriminant)
            self.listed = self.square.is_one() or len(self.discriminant) <= MAX_TERMS

    def mixed(self) -> Iterator[Conditioned]:
        """Give the equilibria that were not proved never to be."""
        regular = [self.common, _determinant(self.A), _determinant(self.C)]
        certain: list[Signed] = []
        for polynomial in regular:
            part = self.book.compared([polynomial], "!=")
            if part is None:
                return
            certain += part
        if self.square.is_one():
            # At a double root the equilibrium is not regular.
            apart = self.book.compared([self.root], "!=")
            for second in self._rational_roots(self.root) if apart is not None else ():
                yield from self._rational(second, [*certain, *(apart or ())])
            return
        real = self.book.compared([self.discriminant], ">")
        proper = self.book.compared([self.form[2]], "!=")
        if real is not None and proper is not None:
            for sign in (1, -1):
                yield from self._irrational(sign, real, [*certain, *proper])

    def _rational_roots(self, root: Any) -> list[Pair]:
        q0, q1, q2 = self.form
        if q2.is_zero():
            return [(q1, -q0)]
        if q0.is_zero():
            return [(q2, -q1)]
        return [(2 * q2, root - q1), (2 * q2, -root - q1)]

    def _others(self, second: Pair) -> tuple[Pair, Pair, Pair]:
        """Give the weights of the player before, of this one, and of the player after."""
        before, after = _apply(self.C, second), _apply(_transposed(self.A), second)
        return (before[1], -before[0]), second, (after[1], -after[0])

    def _rational(self, second: Pair, certain: list[Signed]) -> Iterator[Conditioned]:
        certain = list(certain)
        clauses: list[Alternatives] = []
        mixtures = []
        for weights in self._others(second):
            common = weights[0].gcd(weights[1])
            if common.is_zero():
                return
            first, other = weights[0] / common, weights[1] / common
            nonzero = self.book.compared([common], "!=")
            if nonzero is None or first.is_zero() or other.is_zero():
                return
            certain += nonzero
            options = []
            for relation in (">", "<"):
                parts = [self.book.compared([w], relation) for w in (first, other)]
                if None not in parts:
                    options.append(tuple(each for part in parts for each in part or ()))
            if not options or (first + other).is_zero():
                return
            clauses.append(tuple(options))
            total = first + other
            mixtures.append(tuple(ratio_formula(self.book, w, total) for w in (first, other)))
        conditions = reduced_case(self.book, certain, clauses)
        if conditions is not None:
            yield Conditioned(self._turned(mixtures), None, conditions, False, self.supports)

    def _irrational(
        self, sign: int, real: Sequence[Signed], certain: list[Signed]
    ) -> Iterator[Conditioned]:
        square, zero = self.square, self.square - self.square
        second = (
            _Root(2 * self.form[2], zero, square),
            _Root(-self.form[1], sign * self.root, square),
        )
        whole = reduced_case(self.book, certain, ())
        if whole is None or reduced_case(self.book, [*certain, *real], ()) is None:
            return
        rest: list[Condition] = []
        certain = list(certain)
        mixtures = []
        for weights in self._others(second):
            common = reduce(lambda a, b: a.gcd(b), [e for w in weights for e in (w.p, w.q)])
            if common.is_zero():
                return
            first, other = (weight.over(common) for weight in weights)
            product = self._signs(first * other)
            if product is None:
                rest.append(self._positive(first * other))
            else:
                part = self.book.compared(*product)
                if part is None:
                    return
                certain += part
            total = first + other
            mixtures.append((self._ratio(first, total), self._ratio(other, total)))
        if not rest:
            conditions = reduced_case(self.book, [*certain, *real], ())
        else:
            conditions = reduced_case(self.book, certain, ())
            # That there is a root comes first: what follows has no value without it.
            last = all_of([*map(self.book.written, real), *rest])
            conditions = None if conditions is None else (*conditions, last)
        if conditions is not None:
            yield Conditioned(self._turned(mixtures), None, conditions, False, self.supports)

    def _signs(self, value: _Root) -> tuple[list[Any], Relation] | None:
        """Say that p + q r is positive, where r is, as a product of polynomials and its sign.

        ``None`` unless p and q have known signs when their common divisor is taken out.
        """
        common = value.p.gcd(value.q)
        p, q = value.p / common, value.q / common
        if (p % value.square).is_zero():  # p + q r is r (q + p r / square)
            p, q = q, p / value.square
        if q.is_zero():
            return [common, p], ">"
        if not any(map(self._sure, (p, -p))) or not any(map(self._sure, (q, -q))):
            return None
        positive = self._sure(p)
        relation: Relation = ">" if positive else "<"
        if positive == self._sure(q):
            return [common], relation
        return [common, p * p - q * q * value.square], relation

    def _positive(self, value: _Root) -> Condition:
        """Write that a number p + q r is positive, with the root."""
        common = value.p.gcd(value.q)
        (value,) = _primitive(value.over(common) if self._sure(common) else value)
        return Comparison(self._formula(value), ">", _ZERO)

    def _sure(self, polynomial: Any) -> bool:
        """Whether the assumptions prove that a polynomial is positive."""
        return self.book.compared([polynomial], "<=") is None

    def _ratio(self, top: _Root, bottom: _Root) -> Expression:
        if top.p.is_zero() and (bottom.p % top.square).is_zero():
            bottom = _Root(bottom.q, bottom.p / top.square, top.square)  # both over the root
            top = _Root(top.q, top.p, top.square)
        common = reduce(lambda a, b: a.gcd(b), (top.p, top.q, bottom.p, bottom.q))
        top, bottom = _primitive(top.over(common), bottom.over(common))
        first = bottom.q if bottom.p.is_zero() else bottom.p
        if first.leading_coefficient() < 0:
            top, bottom = -top, -bottom
        return Quotient(self._formula(top), self._formula(bottom))

    def _formula(self, value: _Root) -> Expression:
        plain = self.book.formula(value.p)
        if value.q.is_zero():
            return plain
        negative = value.q.leading_coefficient() < 0
        factor = -value.q if negative else value.q
        root: Expression = Call("sqrt", (self.book.formula(value.square),))
        if not factor.is_one():
            root = Product((self.book.formula(factor), root))
        root = Negation(root) if negative else root
        return root if value.p.is_zero() else Sum((plain, root))

    def _turned(self, mixtures: Sequence[Sequence[Expression]]) -> tuple[Any, ...]:
        """Order mixtures that start at some player."""
        return tuple(tuple(mixtures[(player - self.start) % 3]) for player in range(3))


class _Root:
    """A number p + q r, where r is the square root of a polynomial."""

    def __init__(self, p: Any, q: Any, square: Any) -> None:
        self.p, self.q, self.square = p, q, square

    def __add__(self, other: _Root) -> _Root:
        return _Root(self.p + other.p, self.q + other.q, self.square)

    def __neg__(self) -> _Root:
        return _Root(-self.p, -self.q, self.square)

    def __rmul__(self, factor: Any) -> _Root:
        return _Root(factor * self.p, factor * self.q, self.square)

    def __mul__(self, other: _Root) -> _Root:
        return _Root(
            self.p * other.p + self.q * other.q * self.square,
            self.p * other.q + self.q * other.p,
            self.square,
        )

    def over(self, divisor: Any) -> _Root:
        """Divide by a polynomial that divides it."""
        return _Root(self.p / divisor, self.q / divisor, self.square)


def _primitive(*values: _Root) -> tuple[_Root, ...]:
    """Make the coefficients of numbers integers without a common divisor."""
    known = [c for each in values for part in (each.p, each.q) for _, c in exact_terms(part)]
    scale = reduce(lcm, (value.denominator for value in known), 1)
    content = reduce(gcd, (int(value * scale) for value in known), 0)
    one = values[0].square - values[0].square + 1
    return tuple((scale * each).over(content * one) if content else each for each in values)


def _gains(faces: Faces, player: int) -> Matrix:
    """Give a player's gains by the second strategy, for the next two players in turn."""
    following, last = (player + 1) % 3, (player + 2) % 3
    rows = []
    for own in faces.ids[following]:
        row = []
        for other in faces.ids[last]:
            chosen = {following: own, last: other}
            low, high = (
                tuple(chosen.get(place, id) for place in range(3)) for id in faces.ids[player]
            )
            row.append(faces.payoffs[player][high] - faces.payoffs[player][low])
        rows.append(row)
    return rows


def _determinant(matrix: Matrix) -> Any:
    return matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]


def _cofactors(matrix: Matrix) -> Matrix:
    return (matrix[1][1], -matrix[1][0]), (-matrix[0][1], matrix[0][0])


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _times(first: Matrix, second: Matrix) -> Matrix:
    return [[row[0] * second[0][k] + row[1] * second[1][k] for k in range(2)] for row in first]


def _apply(matrix: Matrix, weights: Pair) -> list[Any]:
    return [_scaled(weights[0], row[0]) + _scaled(weights[1], row[1]) for row in matrix]


def _scaled(weight: Any, factor: Any) -> Any:
    if isinstance(weight, _Root):
        return _Root(factor * weight.p, factor * weight.q, weight.square)
    return factor * weight


def _split(polynomial: Any) -> tuple[Any, Any]:
    """Write a polynomial as a square times the rest; give its root and the rest."""
    from flint import fmpq

    one = polynomial - polynomial + 1
    if polynomial.is_zero():
        return one, polynomial
    constant, parts = polynomial.factor()
    # a/b is a*b over a square
    number, root = int(constant.p) * int(constant.q), 1
    for divisor in range(2, MAX_DIVISOR):
        while number % divisor**2 == 0:
            number, root = number // divisor**2, root * divisor
    square, rest = one * fmpq(root, int(constant.q)), one * number
    for part, power in parts:
        square = square * part ** (int(power) // 2)
        rest = rest * part ** (int(power) % 2)
    return square, rest
