r"""Polynomials on cells: exact Bernstein coefficients, then floats with a bound on their error.

On the unit square a polynomial of degrees ``(d, e)`` is a convex combination of its Bernstein
coefficients, so that they bound it from both sides; those of the halves of the square follow
from them by de Casteljau's averages (Farouki 2012, sections 3 and 5). The bounds close in on the
polynomial with the square of the cell's width.

Error: those of the root cell are scaled to at most 1 in size, exactly, and rounded once, by at
most ``u = 2**-53``. A halving takes ``n = (d + 1)(e + 1)`` terms, each weight rounded once and
never negative, with sum 1, in any order of summation; so each adds at most ``(n + 2) u`` to the
error, up to terms in ``u**2`` (Higham 2002, section 3.1), and the errors of before are
averaged, not enlarged. `error_bound` doubles this, which covers the terms in ``u**2``. While all
coefficients are whole multiples of one number and fit into 53 bits, there is no error at all.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.flint_numbers import as_fmpq

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["error_bound", "halving", "root_coefficients"]

Side = tuple[Fraction, Fraction]

MAX_COEFFICIENTS: Final = 1_024


def root_coefficients(polynomial: Any, first: Side, second: Side) -> list[list[Any]]:
    """Give the exact Bernstein coefficients of a polynomial in two parameters on a rectangle.

    Parameters
    ----------
    polynomial
        Of type ``flint.fmpq_mpoly``, not zero.
    first, second
        Low and high end of each parameter.

    Returns
    -------
    list of list of flint.fmpq
        Rows for the first parameter; the corners are the values at the corners.

    Raises
    ------
    NotAlgebraicError
        For more than 1,024 coefficients.

    Examples
    --------
    >>> from vcgame.model.formula.polynomials import Field
    >>> x, y = Field(("x", "y")).context.gens()
    >>> unit = (Fraction(0), Fraction(1))
    >>> root_coefficients(x * x - y, unit, (Fraction(0), Fraction(2)))
    [[0, -2], [0, -2], [1, -1]]
    """
    from flint import fmpq

    moved = polynomial.compose(
        *(
            generator * as_fmpq(high - low) + as_fmpq(low)
            for generator, (low, high) in zip(
                polynomial.context().gens(), (first, second), strict=True
            )
        )
    )
    height, width = (degree + 1 for degree in polynomial.degrees())
    if height * width > MAX_COEFFICIENTS:
        degrees = f"{height - 1} and {width - 1}"
        raise NotAlgebraicError(f"a polynomial that decides has the degrees {degrees}")
    powers = [[fmpq(0)] * width for _ in range(height)]
    for (i, j), coefficient in moved.to_dict().items():
        powers[i][j] = coefficient
    rows = [_from_powers(row) for row in powers]
    columns = [_from_powers(list(column)) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _from_powers(powers: list[Any]) -> list[Any]:
    """Change from powers to the Bernstein basis: ``b[i] = sum C(i, k) / C(d, k) a[k]``."""
    degree = len(powers) - 1
    scaled = [power / comb(degree, k) for k, power in enumerate(powers)]
    return [
        sum((comb(i, k) * scaled[k] for k in range(1, i + 1)), scaled[0]) for i in range(degree + 1)
    ]


@lru_cache(maxsize=256)
def halving(height: int, width: int) -> NDArray[np.float64]:
    """Give the matrix that takes the coefficients of a cell to those of its quarters.

    Coefficients are flat, `width` of them for each step of the first parameter. The result
    holds, coefficient by coefficient, those of the quarters low-low, high-low, low-high and
    high-high.
    """
    import numpy as np

    low_first, high_first = _halves(height)
    low_second, high_second = _halves(width)
    quarters = [
        np.kron(first, second)
        for second in (low_second, high_second)
        for first in (low_first, high_first)
    ]
    return np.stack(quarters, axis=1).reshape(4 * height * width, height * width)


def _halves(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    low = np.array([[comb(i, k) / 2**i for k in range(count)] for i in range(count)])
    return low, np.ascontiguousarray(low[::-1, ::-1])


def error_bound(count: int, halvings: int) -> float:
    """Bound the error of `count` coefficients, at most 1 in size, after so many halvings.

    Examples
    --------
    >>> error_bound(6, 12) < 1e-13
    True
    """
    return 2.0 * (1 + halvings * (count + 2)) * 2.0**-53
