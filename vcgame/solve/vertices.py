"""All vertices of a best-response polytope, exactly.

Let one player mix over ``d`` strategies and the other reply with one of ``m``. The mixtures
``y`` with their best-reply payoff ``u`` are the cone of all ``(y, u)`` with ``y >= 0`` and
``u >= A[i] . y`` for every reply ``i``. Up to scale its extreme rays are the vertices of the
best-response polytope (von Stengel 2002, section 2.4); ``(0, 1)`` is the artificial origin.

The rays are found by the double description method (Motzkin, Raiffa, Thompson and Thrall
1953; Fukuda and Prodon 1996): one inequality is added at a time, rays that violate it go, and
every edge of the cone that it cuts gives a new ray. Taking ``A[0] . y`` from ``u`` turns the
first ``d + 1`` inequalities into the orthant, whose rays are the unit vectors.

Two rays span an edge when the inequalities tight at both have rank ``d - 1``. A ray with
exactly ``d`` tight inequalities is simple: they are independent, so that sharing ``d - 1`` of
them is enough, and the edges of simple rays are matched through a table of the sets with one
inequality left out. Only pairs of rays that are both not simple need the combinatorial
test: no third ray may have all their common inequalities tight. So the cost is about
linear in the number of vertices unless the game is very degenerate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from operator import mul
from typing import Any

from vcgame.errors import IncompleteError
from vcgame.solve.bits import holders, incidence, ones
from vcgame.solve.numbers import UndecidedError, same

__all__ = ["EFFORT", "EffortError", "Vertex", "best_response_vertices"]

EFFORT = 60_000_000
"""Default limit on the work for one polytope, in multiplications or comparable steps.

It is reached within some ten seconds and some hundred megabytes."""

_FEW = 40
"""Up to so many pairs of rays, plain comparison is quicker than a table."""

_ZERO, _ONE = Fraction(0), Fraction(1)

Pair = tuple[int, int, int]


class EffortError(IncompleteError):
    """More work than the stated limit allows."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A mixture that is a vertex of its player's best-response polytope.

    Attributes
    ----------
    weights
        In proportion to the probabilities: integers, or balls.
    support
        Mask of the strategies played.
    replies
        Mask of all pure best replies of the other player.
    """

    weights: tuple[Any, ...]
    support: int
    replies: int

    def probabilities(self) -> tuple[Any, ...]:
        """Give the mixture, exactly or in balls."""
        if self.support.bit_count() == 1:
            return tuple([_ONE if weight else _ZERO for weight in self.weights])
        total = sum(self.weights)
        if isinstance(total, int):
            return tuple([Fraction(weight, total) if weight else _ZERO for weight in self.weights])
        return tuple([weight / total for weight in self.weights])


def best_response_vertices(
    payoffs: Sequence[Sequence[Any]], *, effort: int = EFFORT
) -> list[Vertex]:
    """Enumerate the vertices of one player's best-response polytope, except the origin.

    Parameters
    ----------
    payoffs
        Payoffs of the *other* player: one row per reply, one column per strategy of the
        player who mixes. Integers or balls (see `vcgame.solve.numbers.cleared`).
    effort
        Limit on the work.

    Returns
    -------
    list of Vertex
        Each once; the order is the same for the same payoffs.

    Raises
    ------
    EffortError
        If the limit does not suffice.
    UndecidedError
        If a sign of a ball is needed and not known.

    Examples
    --------
    Matching pennies: against either pure strategy one reply is best, against (1/2, 1/2) both.

    >>> for vertex in best_response_vertices([[1, -1], [-1, 1]]):
    ...     print([str(p) for p in vertex.probabilities()], bin(vertex.replies))
    ['1', '0'] 0b1
    ['1/2', '1/2'] 0b11
    ['0', '1'] 0b10
    """
    size = len(payoffs[0])
    cone = _Cone(payoffs, effort)
    for reply in range(1, len(payoffs)):
        cone.cut(reply)
    own = (1 << size) - 1
    vertices = []
    for ray, tight in zip(cone.rays, cone.tight, strict=True):
        support = own & ~tight
        if support:
            # In balls a 0 or a 1 may have become an interval; the tight set knows better.
            lone = support & (support - 1) == 0
            weights = tuple(
                [(1 if lone else ray[j]) if support >> j & 1 else 0 for j in range(size)]
            )
            vertices.append(Vertex(weights, support, tight >> size))
    return vertices


def _longest(payoffs: Sequence[Sequence[Any]]) -> int:
    """Binary digits of the longest integer; balls have a fixed precision."""
    return max((v.bit_length() for row in payoffs for v in row if isinstance(v, int)), default=0)


class _Cone:
    """Extreme rays of a growing system of inequalities, each with its tight set.

    Bits ``0 .. d - 1`` of a tight set stand for ``y[j] >= 0``, bit ``d + i`` for reply ``i``.
    A ray is ``(y, u - A[0] . y)``.
    """

    def __init__(self, payoffs: Sequence[Sequence[Any]], effort: int) -> None:
        self.payoffs = payoffs
        self.size = size = len(payoffs[0])
        # Work is counted in operations on short integers; long ones cost more.
        self.cost = 1 + _longest(payoffs) * size // 1_000
        self.effort = effort
        own, first = (1 << size) - 1, 1 << size
        self.rays = [tuple([int(j == k) for j in range(size + 1)]) for k in range(size + 1)]
        self.tight = [own ^ (1 << k) | first for k in range(size)] + [own]

    def cut(self, reply: int) -> None:
        """Add the inequality of one more reply."""
        values = self._values(reply)
        bit = 1 << self.size + reply
        tight = self.tight
        above, below = [], []
        for k, value in enumerate(values):
            if value > 0:
                above.append(k)
            elif value < 0:
                below.append(k)
            elif value == 0 or self._tied(reply, tight[k]):
                tight[k] |= bit
            else:
                raise UndecidedError("a tie between irrational payoffs could not be decided")
        if not below:
            return
        find = self._few if len(above) * len(below) <= _FEW else self._many
        edges = find(above, below)
        self._spend(4 * len(edges) * (self.size + 1))
        rays = self.rays
        made = [
            _reduced([a * y - b * x for x, y in zip(rays[p], rays[q], strict=True)])
            for p, q, _ in edges
            for a, b in ((values[p], values[q]),)
        ]
        if len(below) == 1:
            kept = list(range(len(values)))
            del kept[below[0]]
        else:
            gone = set(below)
            kept = [k for k in range(len(values)) if k not in gone]
        self.rays = [rays[k] for k in kept] + made
        self.tight = [tight[k] for k in kept] + [common | bit for _, _, common in edges]

    def _spend(self, work: int) -> None:
        self.effort -= work * self.cost
        if self.effort < 0:
            raise EffortError

    def _values(self, reply: int) -> list[Any]:
        """``u - A[reply] . y`` at every ray."""
        self._spend(len(self.rays) * (self.size + 1))
        row = [
            0 if a is b else b - a
            for a, b in zip(self.payoffs[reply], self.payoffs[0], strict=True)
        ]
        row.append(1)
        return [sum(map(mul, row, ray)) for ray in self.rays]

    def _tied(self, reply: int, tight: int) -> bool:
        """Whether a reply pays, cell by cell, what another tight one pays on the support."""
        support = list(ones(~tight & ((1 << self.size) - 1)))
        row = self.payoffs[reply]
        return bool(support) and any(
            all(same(row[j], self.payoffs[other][j]) for j in support)
            for other in ones(tight >> self.size)
        )

    def _few(self, above: list[int], below: list[int]) -> list[Pair]:
        """Edges between rays above and below the cut, by comparing all pairs."""
        tight, size = self.tight, self.size
        edges = []
        for p in above:
            first = tight[p]
            for q in below:
                common = first & tight[q]
                if common.bit_count() >= size - 1 and (
                    first.bit_count() == size
                    or tight[q].bit_count() == size
                    or sum([common & other == common for other in tight]) == 2
                ):
                    edges.append((p, q, common))
        return edges

    def _many(self, above: list[int], below: list[int]) -> list[Pair]:
        """Find the same edges without comparing all pairs."""
        tight, size = self.tight, self.size
        simple_above = [p for p in above if tight[p].bit_count() == size]
        simple_below = [q for q in below if tight[q].bit_count() == size]
        edges = self._matched(simple_above, simple_below)
        if len(simple_above) == len(above) and len(simple_below) == len(below):
            return edges
        crowded_above = [p for p in above if tight[p].bit_count() > size]
        crowded_below = [q for q in below if tight[q].bit_count() > size]
        self._spend(len(simple_above) * len(crowded_below) + len(crowded_above) * len(below))
        for group, others in ((simple_above, crowded_below), (crowded_above, simple_below)):
            for p in group:
                full = tight[p]
                for q in others:
                    common = full & tight[q]
                    if common.bit_count() == size - 1:
                        edges.append((p, q, common))
        if crowded_above and crowded_below:
            edges.extend(self._crowded(crowded_above, crowded_below))
        return edges

    def _matched(self, above: list[int], below: list[int]) -> list[Pair]:
        """Edges between simple rays: both have the tight set of the edge and one more."""
        tight = self.tight
        self._spend((len(above) + len(below)) * self.size)
        table: dict[int, int] = {}
        for q in below:
            rest = full = tight[q]
            while rest:
                low = rest & -rest
                rest ^= low
                table[full ^ low] = q
        edges = []
        for p in above:
            rest = full = tight[p]
            while rest:
                low = rest & -rest
                rest ^= low
                match = table.get(full ^ low)
                if match is not None:
                    edges.append((p, match, full ^ low))
        return edges

    def _crowded(self, above: list[int], below: list[int]) -> list[Pair]:
        """Edges between rays that are not simple: no third ray may hold what they share."""
        tight, least = self.tight, self.size - 1
        holding = incidence(tight, self.size + len(self.payoffs))
        everyone = (1 << len(tight)) - 1
        price = 1 + len(tight) // 1000
        edges = []
        for p in above:
            full = tight[p]
            for q in below:
                common = full & tight[q]
                count = common.bit_count()
                if count >= least:
                    self._spend(price * (1 + count // 4))
                    if holders(holding, common, everyone).bit_count() == 2:
                        edges.append((p, q, common))
        return edges


def _reduced(ray: list[Any]) -> tuple[Any, ...]:
    """Divide a ray of integers by their greatest common divisor."""
    try:
        divisor = gcd(*ray)
    except TypeError:  # balls, or integers and balls: all balls, so that integers cannot swell
        from flint import arb

        return tuple([arb(entry) for entry in ray])
    return tuple([entry // divisor for entry in ray]) if divisor > 1 else tuple(ray)
