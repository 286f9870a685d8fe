"""Equilibria in which all firms mix over the same three strategies with the same probabilities.

Two gains vanish, polynomials in the probabilities x and y of the first two strategies. Their
resultants hold the x and the y of all common roots (Sylvester 1840), so that the pairs of roots
of both resultants are all there is to look at. A pair is ruled out by a ball that misses zero,
or shown to be a root exactly, where it is rational, or by Krawczyk's operator (1969).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm
from typing import Any, Final

from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads
from vcgame.solve.answer import Real
from vcgame.solve.symmetric.answer import SymmetricEquilibrium
from vcgame.solve.symmetric.curve import SearchError

__all__ = ["MOST_FIRMS", "triple_equilibria"]

MOST_FIRMS: Final = 10
"""So many firms the search is for: resultants have a degree of the square of their number."""

MANY: Final = "whether mixed equilibria over three strategies form a continuum is not decided"
MULTIPLE: Final = "a multiple root or a tie at a mix of three strategies is not decided"

_BITS: Final = 320
_BOX: Final = 80
_MOST_DENOMINATOR: Final = 2**24


@dataclass(frozen=True, slots=True)
class _Root:
    """A common root: in balls, and exactly where it is rational."""

    balls: tuple[Any, Any]
    exact: tuple[Fraction, Fraction] | None
    simple: bool


def triple_equilibria(
    game: SymmetricGame, support: Sequence[int]
) -> Iterator[SymmetricEquilibrium]:
    """Find the equilibria in which every firm mixes over three strategies alike.

    Parameters
    ----------
    game
        At most `MOST_FIRMS` firms, rational payoffs.
    support
        The three strategies.

    Raises
    ------
    SearchError
        If there may be infinitely many, or one is not decided.

    Examples
    --------
    >>> rock = SymmetricGame("firm", 2, ("a", "b", "c"), ((-1, 1, 0), (1, 0, -1), (0, -1, 1)))
    >>> (found,) = triple_equilibria(rock, (0, 1, 2))
    >>> [str(share) for share in found.mixture]
    ['1/3', '1/3', '1/3']
    """
    from flint import ctx

    before = ctx.prec
    ctx.prec = _BITS
    try:
        means = [_mean(game, strategy, support) for strategy in range(len(game.strategies))]
        last = means[support[2]]
        found = _common(means[support[0]] - last, means[support[1]] - last)
        rivals = [m - last for place, m in enumerate(means) if place not in support]
        listed = [_listed(game, support, root, rivals) for root in found]
    finally:
        ctx.prec = before
    yield from (each for each in listed if each is not None)


def _mean(game: SymmetricGame, strategy: int, support: Sequence[int]) -> Any:
    """Expand the expected payoff of a strategy, times a number that all strategies share."""
    from flint import fmpz_mpoly_ctx

    context = fmpz_mpoly_ctx.get(("x", "y"), "lex")
    x, y = context.gens()
    rest = 1 - x - y
    values = [Fraction(value) for row in game.payoffs for value in row]
    common = lcm(*[value.denominator for value in values])
    total = context.from_dict({})
    for first, second, third in spreads(game.number - 1, 3):
        value = int(common * _payoff(game, strategy, support, (first, second, third)))
        ways = comb(game.number - 1, first) * comb(second + third, second)
        if value:
            total += value * ways * x**first * y**second * rest**third
    return total


def _payoff(
    game: SymmetricGame, strategy: int, support: Sequence[int], spread: Sequence[int]
) -> Fraction:
    others = [0] * len(game.strategies)
    for place, count in zip(support, spread, strict=True):
        others[place] = count
    return Fraction(game.payoffs[strategy][spread_place(tuple(others))])


def _common(one: Any, other: Any) -> list[_Root]:
    """Find the common roots of two polynomials inside the triangle."""
    x, y = one.context().gens()
    # These are positive inside.
    for factor in (x, y, 1 - x - y):
        one, other = _without(one, factor), _without(other, factor)
    if one.is_zero() or other.is_zero() or not one.gcd(other).is_constant():
        raise SearchError(MANY)
    across = _between(one.resultant(other, "y"), 0)
    along = _between(one.resultant(other, "x"), 1)
    found = []
    for first in across:
        for second in along:
            if bool(first + second > 1) or not _may_vanish(one, other, first, second):
                continue
            alone = (
                [ball for ball in across if ball is not first],
                [ball for ball in along if ball is not second],
            )
            root = _root(one, other, (first, second), alone)
            if root is not None:
                found.append(root)
    return found


def _without(polynomial: Any, factor: Any) -> Any:
    while not polynomial.is_zero():
        whole, left = divmod(polynomial, factor)
        if not left.is_zero():
            break
        polynomial = whole
    return polynomial


def _between(resultant: Any, axis: int) -> list[Any]:
    """Give the real roots of a resultant strictly between 0 and 1, each in a ball of its own."""
    from flint import fmpz_poly

    coefficients: dict[int, int] = {
        int(powers[axis]): int(value) for powers, value in resultant.to_dict().items()
    }
    terms = [coefficients.get(power, 0) for power in range(max(coefficients, default=0) + 1)]
    polynomial = fmpz_poly(terms)
    for factor in (fmpz_poly([0, 1]), fmpz_poly([-1, 1])):
        while polynomial.degree() > 0 and not polynomial % factor:
            polynomial //= factor
    if polynomial.degree() < 1:
        return []
    roots: Any = polynomial.complex_roots()
    reals = [root.real for root, _ in roots if root.imag == 0]
    if any(root.contains(0) or root.contains(1) for root in reals):
        raise SearchError(MULTIPLE)
    return [root for root in reals if 0 < root < 1]


def _may_vanish(one: Any, other: Any, x: Any, y: Any) -> bool:
    return bool(_at(one, x, y).contains(0)) and bool(_at(other, x, y).contains(0))


def _at(polynomial: Any, x: Any, y: Any) -> Any:
    """Evaluate for numbers of whatever kind."""
    total = 0 * x
    for (first, second), value in polynomial.to_dict().items():
        total += int(value) * x ** int(first) * y ** int(second)
    return total


def _root(
    one: Any, other: Any, pair: tuple[Any, Any], others: tuple[list[Any], list[Any]]
) -> _Root | None:
    """Decide whether a pair is a root inside the triangle; the others are roots next to it."""
    exact = _exactly(one, other, pair)
    if exact is not None and sum(exact) >= 1:
        return None
    boxed = _krawczyk(one, other, pair, others)
    balls = boxed or pair
    if exact is None and (boxed is None or not bool(balls[0] + balls[1] < 1)):
        raise SearchError(MULTIPLE)
    return _Root(balls, exact, boxed is not None)


def _exactly(one: Any, other: Any, pair: tuple[Any, Any]) -> tuple[Fraction, Fraction] | None:
    """Give the root where it is a pair of short fractions."""
    x, y = (_fraction(ball).limit_denominator(_MOST_DENOMINATOR) for ball in pair)
    held = all(
        _fraction(ball.lower()) <= short <= _fraction(ball.upper())
        for ball, short in zip(pair, (x, y), strict=True)
    )
    return (x, y) if held and not _at(one, x, y) and not _at(other, x, y) else None


def _krawczyk(
    one: Any, other: Any, pair: tuple[Any, Any], others: tuple[list[Any], list[Any]]
) -> tuple[Any, Any] | None:
    """Give balls that hold exactly one root, or ``None`` where that is not shown."""
    from flint import arb, arb_mat

    slopes = [[each.derivative(axis) for axis in range(2)] for each in (one, other)]

    def jacobian(x: Any, y: Any) -> Any:
        return arb_mat([[_at(slope, x, y) for slope in row] for row in slopes])

    centre = [ball.mid() for ball in pair]
    try:
        exactly = jacobian(*centre).inv()
    except ZeroDivisionError:
        return None
    inverse = arb_mat([[exactly[i, j].mid() for j in range(2)] for i in range(2)])
    radius = arb(0, arb(2) ** -_BOX)
    box = [each + radius for each in centre]
    for ball, aside in zip(box, others, strict=True):
        if not 0 < ball < 1 or any(ball.overlaps(each) for each in aside):
            return None
    values = arb_mat([[_at(one, *centre)], [_at(other, *centre)]])
    slack = arb_mat([[1, 0], [0, 1]]) - inverse * jacobian(*box)
    image = arb_mat([[each] for each in centre]) - inverse * values
    image += slack * arb_mat([[radius], [radius]])
    if not all(box[k].contains_interior(image[k, 0]) for k in range(2)):
        return None
    # The resultants have no other roots in the box, so it holds the root that the pair is.
    return image[0, 0].intersection(pair[0]), image[1, 0].intersection(pair[1])


def _listed(
    game: SymmetricGame, support: Sequence[int], root: _Root, rivals: Sequence[Any]
) -> SymmetricEquilibrium | None:
    """Write an equilibrium down, unless a strategy that is not played pays more."""
    regular = root.simple
    for rival in rivals:
        gain = _at(rival, *(root.exact or root.balls))
        if gain > 0:
            return None
        if not gain < 0:
            if root.exact is None:
                raise SearchError(MULTIPLE)
            regular = False
    x, y = root.exact or (_fraction(root.balls[0]), _fraction(root.balls[1]))
    weights = (x, y, 1 - x - y)
    means = [
        sum(
            (
                comb(game.number - 1, i)
                * comb(j + k, j)
                * weights[0] ** i
                * weights[1] ** j
                * weights[2] ** k
                * _payoff(game, strategy, support, (i, j, k))
                for i, j, k in spreads(game.number - 1, 3)
            ),
            Fraction(0),
        )
        for strategy in range(len(game.strategies))
    ]
    own = sum((w * means[s] for w, s in zip(weights, support, strict=True)), Fraction(0))
    mixture: list[Real] = [Fraction(0)] * len(means)
    payoffs: list[Real | None] = [None] * len(means)
    for weight, strategy in zip(weights, support, strict=True):
        mixture[strategy] = weight if root.exact else float(weight)
        payoffs[strategy] = means[strategy] if root.exact else float(means[strategy])
    gain = max(means) - own
    certificate: Real = Fraction(0) if root.exact else math.nextafter(float(gain), math.inf)
    return SymmetricEquilibrium(
        (),
        tuple(mixture),
        tuple(payoffs),
        certificate,
        strict=False,
        enclosure=None if root.exact else _bounds(root.balls[0]),
        regular=regular,
    )


def _fraction(ball: Any) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _bounds(ball: Any) -> tuple[Fraction, Fraction]:
    return _fraction(ball.lower()), _fraction(ball.upper())
