"""Expected payoffs of exact numbers and of balls, in which what is one number stays one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from vcgame.model.formula.flint_numbers import as_fmpq

__all__ = ["expectation", "product_of"]


def product_of(first: Any, second: Any) -> Any:
    """Multiply two numbers, each a fraction or a `flint.arb`.

    Examples
    --------
    >>> product_of(Fraction(1, 2), Fraction(2, 3))
    Fraction(1, 3)
    """
    exact = isinstance(first, Fraction), isinstance(second, Fraction)
    if all(exact):
        return first * second
    for is_exact, number, other in ((exact[0], first, second), (exact[1], second, first)):
        if is_exact:
            if number == 1:
                return other
            return number if number == 0 else as_fmpq(number) * other
    return first * second


def expectation(terms: Iterable[tuple[Any, Any]]) -> Any:
    """Sum payoffs, each weighed with its probability.

    Parameters
    ----------
    terms
        Pairs of a probability and a payoff, fractions or `flint.arb` balls. A ball that comes
        several times is one number, so its probabilities are summed first: the expectation of
        a sure payoff is that payoff, the same object.

    Examples
    --------
    >>> expectation([(Fraction(1, 3), Fraction(3)), (Fraction(2, 3), Fraction(6))])
    Fraction(5, 1)
    >>> from flint import arb
    >>> root = arb(2).sqrt()
    >>> expectation([(Fraction(1, 3), root), (Fraction(2, 3), root)]) is root
    True
    """
    sure = Fraction(0)
    balls: dict[int, tuple[Any, Any]] = {}
    unsure: list[Any] = []
    for probability, payoff in terms:
        if not isinstance(probability, Fraction):
            unsure.append(product_of(probability, payoff))
        elif isinstance(payoff, Fraction):
            sure += probability * payoff
        else:
            weight, _ = balls.get(id(payoff), (Fraction(0), payoff))
            balls[id(payoff)] = weight + probability, payoff
    unsure += [product_of(weight, ball) for weight, ball in balls.values() if weight != 0]
    total: Any = sure
    for number in unsure:
        if isinstance(number, Fraction):
            total = total + (number if isinstance(total, Fraction) else as_fmpq(number))
        elif isinstance(total, Fraction):
            total = number if total == 0 else number + as_fmpq(total)
        else:
            total = total + number
    return total
