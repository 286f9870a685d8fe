"""Single equilibria of a two-player game by complementary pivoting.

The paths of Lemke and Howson (1964), one per label, in integer pivoting with the
lexicographic rule, so that degenerate games end too (von Stengel 2002, sections 2.3 to 2.6).
They do not find all equilibria; they serve games that are too large for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["path_ends"]

Weights = tuple[int, ...]


def path_ends(
    first: Sequence[Sequence[int]], second: Sequence[Sequence[int]], *, effort: int
) -> Iterator[tuple[Weights, Weights]]:
    """Follow the path of every label and yield the equilibrium at its end.

    Parameters
    ----------
    first, second
        Integer payoffs of the two players, rows for the first player's strategies.
    effort
        Limit on the work, in multiplications; paths that do not fit into it are left out.

    Yields
    ------
    tuple, tuple
        Weights of both players' strategies, in proportion to the probabilities.

    Examples
    --------
    >>> next(path_ends([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], effort=1000))
    ((2, 2), (2, 2))
    """
    rows, columns = len(first), len(first[0])
    seen = set()
    for label in range(rows + columns):
        pair = _tableaus(first, second)
        entering, side = label, int(label >= rows)
        while True:
            tableau = pair[side]
            effort -= 2 * len(tableau.rows) * (rows + columns + 1)
            if effort < 0:
                return
            entering = tableau.pivot(entering)
            side = 1 - side
            if entering == label:
                break
        end = (pair[0].weights(range(rows)), pair[1].weights(range(rows, rows + columns)))
        if end not in seen:
            seen.add(end)
            yield end


class _Tableau:
    """Equations of one best-response polytope; column ``k`` is the variable with label ``k``."""

    def __init__(self, rows: list[list[int]], basis: list[int]) -> None:
        self.rows = rows
        self.basis = basis
        self.slack = list(basis)
        self.scale = 1

    def pivot(self, entering: int) -> int:
        """Bring a variable into the basis; return the one that leaves."""
        r = self._leaving_row(entering)
        row, scale = self.rows[r], self.scale
        pivot = row[entering]
        for k, other in enumerate(self.rows):
            if k != r:
                factor = other[entering]
                self.rows[k] = [
                    (pivot * a - factor * b) // scale for a, b in zip(other, row, strict=True)
                ]
        self.scale = pivot
        self.basis[r], leaving = entering, self.basis[r]
        return leaving

    def _leaving_row(self, entering: int) -> int:
        """Lexicographic minimum ratio."""
        tied = [k for k, row in enumerate(self.rows) if row[entering] > 0]
        for column in (-1, *self.slack):
            if len(tied) == 1:
                break
            best = tied[:1]
            for k in tied[1:]:
                row, least = self.rows[k], self.rows[best[0]]
                difference = row[column] * least[entering] - least[column] * row[entering]
                if difference < 0:
                    best = [k]
                elif difference == 0:
                    best.append(k)
            tied = best
        return tied[0]

    def weights(self, labels: range) -> Weights:
        """Values of the variables with these labels, times a positive number."""
        value = {label: row[-1] for label, row in zip(self.basis, self.rows, strict=True)}
        return tuple([value.get(label, 0) for label in labels])


def _tableaus(
    first: Sequence[Sequence[int]], second: Sequence[Sequence[int]]
) -> tuple[_Tableau, _Tableau]:
    """Start at the artificial equilibrium, payoffs made positive."""
    m, n = len(first), len(first[0])
    low_first, low_second = min(map(min, first)) - 1, min(map(min, second)) - 1
    columns = [
        [second[i][j] - low_second for i in range(m)] + [int(j == k) for k in range(n)] + [1]
        for j in range(n)
    ]
    rows = [
        [int(i == k) for k in range(m)] + [first[i][j] - low_first for j in range(n)] + [1]
        for i in range(m)
    ]
    return _Tableau(columns, list(range(m, m + n))), _Tableau(rows, list(range(m)))
