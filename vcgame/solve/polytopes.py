"""The vertices of both best-response polytopes of a two-player game: all, or at least some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vcgame.solve.bits import mask_of, ones
from vcgame.solve.dominance import undominated
from vcgame.solve.numbers import greatest
from vcgame.solve.paths import path_ends
from vcgame.solve.vertices import EffortError, Vertex, best_response_vertices

__all__ = ["Vertices", "all_vertices", "some_vertices"]

_LARGE = 16
"""With more strategies on both sides, vertices are usually too many to enumerate."""

Matrix = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Vertices:
    """Vertices of the two players' best-response polytopes.

    Attributes
    ----------
    first, second
        The vertices of each player.
    removed
        How many strategies were removed as dominated before; none of them is in an
        equilibrium, but vertices that play them are missing.
    """

    first: Sequence[Vertex]
    second: Sequence[Vertex]
    removed: int = 0


def all_vertices(first: Matrix, second: Matrix, *, effort: int) -> Vertices:
    """Enumerate all vertices that can be part of an equilibrium.

    Parameters
    ----------
    first, second
        Payoffs of the two players (integers or balls), rows for the first one's strategies.
    effort
        Limit on the work for each polytope. A game that is large or does not fit is
        first rid of strictly dominated strategies.

    Raises
    ------
    EffortError
        If the limit does not suffice.
    UndecidedError
        If a sign of a ball is needed and not known.
    """
    rows, columns = len(first), len(first[0])
    if min(rows, columns) <= _LARGE:
        try:
            return Vertices(*_enumerated(first, second, effort))
        except EffortError:
            own, other = undominated(first, second)
            if (len(own), len(other)) == (rows, columns):
                raise
    else:
        own, other = undominated(first, second)
    xs, ys = _enumerated(_part(first, own, other), _part(second, own, other), effort)
    return Vertices(
        [_lifted(vertex, own, rows, other) for vertex in xs],
        [_lifted(vertex, other, columns, own) for vertex in ys],
        rows + columns - len(own) - len(other),
    )


def some_vertices(first: Matrix, second: Matrix, *, effort: int) -> Vertices:
    """Collect the pure strategies, and the ends of Lemke and Howson's paths.

    Parameters
    ----------
    first, second
        Payoffs of the two players. Pure strategies whose best replies balls leave open are
        left out.
    effort
        Limit on the work for paths; 0 leaves them out, as balls need.
    """
    columns = _transposed(second)
    found = (_pure(len(first), columns), _pure(len(first[0]), first))
    if effort:
        for x, y in path_ends(first, second, effort=effort):
            for known, weights, payoffs in ((found[0], x, columns), (found[1], y, first)):
                vertex = _mixed(weights, payoffs)
                known.setdefault((vertex.support, vertex.replies), vertex)
    return Vertices(list(found[0].values()), list(found[1].values()))


def _transposed(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _part(matrix: Matrix, rows: list[int], columns: list[int]) -> Matrix:
    return [[matrix[i][j] for j in columns] for i in rows]


def _enumerated(first: Matrix, second: Matrix, effort: int) -> tuple[list[Vertex], list[Vertex]]:
    return (
        best_response_vertices(_transposed(second), effort=effort),
        best_response_vertices(first, effort=effort),
    )


def _lifted(vertex: Vertex, own: list[int], size: int, other: list[int]) -> Vertex:
    """Give a vertex of the smaller game its place in the whole game."""
    weights = [0] * size
    for k, weight in zip(own, vertex.weights, strict=True):
        weights[k] = weight
    return Vertex(
        tuple(weights),
        mask_of(own[k] for k in ones(vertex.support)),
        mask_of(other[k] for k in ones(vertex.replies)),
    )


def _pure(size: int, payoffs: Matrix) -> dict[tuple[int, int], Vertex]:
    """Pure strategies whose best replies are known, by support and best replies."""
    found = {}
    for k in range(size):
        replies = greatest([row[k] for row in payoffs])
        if replies is not None:
            vertex = Vertex(tuple([int(j == k) for j in range(size)]), 1 << k, mask_of(replies))
            found[vertex.support, vertex.replies] = vertex
    return found


def _mixed(weights: tuple[int, ...], payoffs: Matrix) -> Vertex:
    """Support and best replies of a mixture that is known to be a vertex."""
    values = [sum([w * v for w, v in zip(weights, row, strict=True)]) for row in payoffs]
    support = mask_of(k for k, weight in enumerate(weights) if weight)
    return Vertex(weights, support, mask_of(greatest(values) or ()))
