"""How the extreme equilibria of a two-player game hang together.

Two vertices, ``x`` of the first player's best-response polytope and ``y`` of the second's, are
*compatible* when each one's support lies within the best replies to the other; such a pair
is an extreme equilibrium. In the bipartite graph of compatible vertices

- a maximal biclique ``X x Y`` is a *maximal Nash subset*: every pair of mixtures from the
  convex hulls of ``X`` and of ``Y`` is an equilibrium, and the set of all equilibria is the
  union of these (Winkels 1979; Jansen 1981);
- a connected component is a topologically connected component of the set of equilibria.

See Avis, Rosenberg, Savani and von Stengel (2010).
"""

from __future__ import annotations

from collections.abc import Sequence

from vcgame.solve.bits import holders, incidence, indices
from vcgame.solve.vertices import Vertex

__all__ = ["SUBSETS", "compatible", "connected", "maximal_bicliques"]

SUBSETS = 2_000_000
"""Default limit on the steps spent on maximal Nash subsets."""

Biclique = tuple[tuple[int, ...], tuple[int, ...]]


def compatible(first: Sequence[Vertex], second: Sequence[Vertex]) -> list[int]:
    """Match the vertices of both best-response polytopes.

    Parameters
    ----------
    first, second
        The vertices of the two players.

    Returns
    -------
    list of int
        Per vertex of the first player, the mask of the compatible vertices of the second:
        the graph, as its neighbourhoods.
    """
    if not first or not second:
        return [0] * len(first)
    rows, columns = len(first[0].weights), len(second[0].weights)
    own = (1 << columns) - 1
    # A label is a row that is a best reply, or a column that is not played.
    holding = incidence(
        [vertex.replies | (own & ~vertex.support) << rows for vertex in second], rows + columns
    )
    everyone = (1 << len(second)) - 1
    return [
        holders(holding, vertex.support | (own & ~vertex.replies) << rows, everyone)
        for vertex in first
    ]


def connected(neighbours: Sequence[int]) -> list[list[int]]:
    """Find the connected components that have an edge.

    Parameters
    ----------
    neighbours
        A graph as `compatible` gives it.

    Returns
    -------
    list of list of int
        Per component, its vertices of the first player.

    Examples
    --------
    >>> connected([0b01, 0b11, 0b100, 0])
    [[0, 1], [2]]
    """
    owner: dict[int, int] = {}
    parent = list(range(len(neighbours)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for k, mask in enumerate(neighbours):
        for other in indices(mask):
            first = owner.setdefault(other, k)
            if first != k:
                parent[root(k)] = root(first)
    groups: dict[int, list[int]] = {}
    for k, mask in enumerate(neighbours):
        if mask:
            groups.setdefault(root(k), []).append(k)
    return list(groups.values())


def maximal_bicliques(
    neighbours: Sequence[int], groups: Sequence[Sequence[int]], *, limit: int = SUBSETS
) -> list[Biclique] | None:
    """Find all maximal bicliques of a graph.

    The second sides of the maximal bicliques are the intersections of neighbourhoods; there
    can be exponentially many.

    Parameters
    ----------
    neighbours
        A graph as `compatible` gives it.
    groups
        Its connected components.
    limit
        How many steps may be spent.

    Returns
    -------
    list of pairs of tuples, or None
        The vertices of both sides of each, in order; ``None`` where the limit was reached.

    Examples
    --------
    >>> maximal_bicliques([0b01, 0b11, 0b100, 0], [[0, 1], [2]])
    [((0, 1), (0,)), ((1,), (0, 1)), ((2,), (2,))]
    """
    found = []
    for members in groups:
        closed: set[int] = set()
        for mask in {neighbours[k] for k in members}:
            limit -= 1 + len(closed)
            if limit < 0:
                return None
            closed |= {mask & other for other in closed}
            closed.add(mask)
        closed.discard(0)
        limit -= len(closed) * len(members)
        if limit < 0:
            return None
        for side in closed:
            others = tuple([k for k in members if side & ~neighbours[k] == 0])
            found.append((others, indices(side)))
    found.sort()
    return found
