"""Moving a parameter at many points at once, so that a derived quantity takes given values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.errors import IrrationalError
from vcgame.model.formula.arrays import ArrayProgram
from vcgame.model.formula.expression import Expression

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LineSolver", "rationals"]


class LineSolver:
    """Solves a formula that is a line in one parameter for that parameter, exactly.

    As at a single point, the line is laid through the values at 0 and 1, and the answer is put
    to the test: only what passes is an answer.

    Parameters
    ----------
    formula
        The formula of the derived quantity.
    moves
        The parameter.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> solver = LineSolver(parse_expression("q*t", ["q", "t"]), "t")
    >>> wanted, q = rationals([Fraction(1), Fraction(1)]), rationals([Fraction(1, 5), Fraction(0)])
    >>> found, solved = solver.solve(wanted, {"q": q})
    >>> found[0], solved.tolist()
    (5, [True, False])
    """

    def __init__(self, formula: Expression, moves: str) -> None:
        self.moves = moves
        self._program = ArrayProgram.of([formula])

    def solve(
        self, wanted: NDArray[Any], point: Mapping[str, Any]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Give the values of the parameter, and where they are answers.

        Parameters
        ----------
        wanted
            Values of the quantity, `flint.fmpq` in an array of dtype object.
        point
            Values of the other parameters: the same, or one `Fraction` for all.
        """
        import numpy as np
        from flint import fmpq

        zeros, ones = (np.full(len(wanted), fmpq(number), dtype=object) for number in (0, 1))
        try:
            start, solved = self._at(zeros, point)
            end, there = self._at(ones, point)
            solved &= there
            slope = np.where(solved, end, ones) - np.where(solved, start, zeros)
            solved &= slope != 0
            rise = wanted - np.where(solved, start, zeros)
            found = rise / np.where(solved, slope, ones)
            value, there = self._at(found, point)
            solved &= there
            solved &= np.where(solved, value, zeros) == np.where(solved, wanted, ones)
        except IrrationalError:
            return zeros, np.zeros(len(wanted), dtype=np.bool_)
        return found, solved

    def _at(
        self, moved: NDArray[Any], point: Mapping[str, Any]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        ((values, absent),) = self._program.run({**point, self.moves: moved})
        return values, ~absent


def rationals(values: list[Fraction]) -> NDArray[Any]:
    """Make an array of exact numbers for quick arithmetic."""
    import numpy as np
    from flint import fmpq

    array = np.empty(len(values), dtype=object)
    array[:] = [fmpq(value.numerator, value.denominator) for value in values]
    return array
