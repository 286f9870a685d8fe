"""Which equilibria a game surely has, and which perhaps, if the signs of its minors are sets.

Every extreme equilibrium is a pair of vertices of the best-response polytopes, and each vertex
belongs to a candidate of `vcgame.solve.kernel.tables`: a support, and a basis of best replies,
whose minors give its weights and slacks. On a cell of parameters a minor has a set of possible
signs; so a candidate is a vertex surely, surely not, or perhaps, and so is each further reply.
Where all that is possible is sure, the set of extreme equilibria, with supports and best
replies, is one and the same on the whole cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, Factors, Product, SignSet

__all__ = ["MAX_STRATEGIES", "Game", "Key", "Matrix"]

Matrix = list[list[Any]]
Key = tuple[int, ...]
"""An extreme equilibrium, as masks: supports of all players, then their best replies."""

MAX_STRATEGIES: Final = 5

_PERHAPS: Final = 2

MANY_PAIRS: Final = 20_000
"""Where there are more pairs of perhaps-vertices, all of them count as possible equilibria."""


class _Vertex(NamedTuple):
    """What may be a vertex on a cell; `best` surely are best replies, `perhaps` may be."""

    rank: int
    """0 for a vertex with the same best replies all over the cell, 1 for a sure one, else 2."""
    candidate: int
    support: int
    basis: int
    best: int
    perhaps: int


class _Side:
    """The candidates of one player's payoffs, and what the sign of each minor rules out.

    A candidate has two bits, for either sign of the scale that its weights and slacks share.
    """

    def __init__(self, matrix: Matrix, scale: Product, factors: Factors) -> None:
        from vcgame.solve.kernel.tables import side_tables

        tables = side_tables(len(matrix), len(matrix[0]))
        minors = _minors(matrix, scale, factors)
        self.supports = tables.supports.tolist()
        self.bases = tables.bases.tolist()
        self.slacks: list[list[tuple[int, int]]] = []
        self.used: list[frozenset[Product]] = []
        self.everything = 0
        self.even_bits = 0
        rules: dict[Product, tuple[int, list[int], list[int]]] = {}

        def ruled(candidate: int, product: Product, sign: int, allowed: SignSet) -> int:
            number, impossible, doubtful = rules.setdefault(product, (len(rules), [0] * 8, [0] * 8))
            bits = (1 << 2 * candidate, 2 << 2 * candidate)
            _rule(impossible, doubtful, bits, sign, allowed)
            return number

        rows = (tables.weight_row, tables.weight_sign, tables.slack_row, tables.slack_sign)
        for candidate, lines in enumerate(zip(*(each.tolist() for each in rows), strict=True)):
            weights = [pair for pair in zip(*lines[:2], strict=True) if pair[1]]
            slacks = [(1 << own, *pair) for own, pair in enumerate(zip(*lines[2:], strict=True))]
            slacks = [each for each in slacks if each[2]]
            for row, sign in weights:
                ruled(candidate, minors[row], sign, allowed=0)
            self.slacks.append(
                [(bit, ruled(candidate, minors[row], sign, ZERO)) for bit, row, sign in slacks]
            )
            self.used.append(
                frozenset(minors[row] for row in (*dict(weights), *(each[1] for each in slacks)))
            )
            self.everything |= 3 << 2 * candidate
            self.even_bits |= 1 << 2 * candidate
        self._known: dict[tuple[SignSet, ...], list[_Vertex]] = {}
        self.rules = [(product, *each[1:]) for product, each in rules.items()]

    def vertices(self, signs: Sequence[SignSet]) -> list[_Vertex]:
        """Give all that may be a vertex; what surely is one already stands once only."""
        found = tuple([product.possible(signs) for product, _, _ in self.rules])
        if found not in self._known:
            self._known[found] = self._vertices(found)
        return self._known[found]

    def _vertices(self, found: tuple[SignSet, ...]) -> list[_Vertex]:
        impossible = doubtful = 0
        for possible, (_, out, unsure) in zip(found, self.rules, strict=True):
            impossible |= out[possible]
            doubtful |= unsure[possible]
        left = self.everything & ~impossible
        sure = self.everything & ~doubtful
        left = (left | left >> 1) & self.even_bits
        sure = (sure | sure >> 1) & self.even_bits
        vertices = []
        while left:
            bit = left & -left
            left ^= bit
            vertices.append(self._vertex(bit.bit_length() // 2, found, sure & bit))
        vertices.sort()
        return _different(vertices)

    def _vertex(self, candidate: int, found: Sequence[SignSet], sure: int) -> _Vertex:
        best = perhaps = basis = self.bases[candidate]
        for strategy, number in self.slacks[candidate]:
            possible = found[number]
            if possible & ZERO:
                perhaps |= strategy
                if possible == ZERO:
                    best |= strategy
        rank = 2 if not sure else int(best != perhaps)
        return _Vertex(rank, candidate, self.supports[candidate], basis, best, perhaps)


def _rule(
    impossible: list[int], doubtful: list[int], bits: tuple[int, int], sign: int, allowed: SignSet
) -> None:
    """Enter what a minor rules out for a candidate, whose weight or slack is sign times it."""
    for bit, scale in zip(bits, (1, -1), strict=True):
        right = (POSITIVE if sign * scale > 0 else NEGATIVE) | allowed
        for possible in range(1, 8):
            if not possible & right:
                impossible[possible] |= bit
            if possible & ~right:
                doubtful[possible] |= bit


def _minors(matrix: Matrix, scale: Product, factors: Factors) -> list[Product]:
    """Work out the minors of a matrix times a scale, and the signs of those of the matrix."""
    from vcgame.solve.kernel.tables import side_tables

    tables = side_tables(len(matrix), len(matrix[0]))
    gaps = [entry - top for row in matrix[1:] for entry, top in zip(row, matrix[0], strict=True)]
    products = [Product(POSITIVE)]
    below: list[Any] = []
    power = Product(POSITIVE)
    for level in tables.levels:
        power = power * scale
        values: list[Any] = []
        for terms in level.expansions:
            parts = [
                (gaps[entry] * below[place] if below else gaps[entry]) * sign
                for entry, place, sign in terms
            ]
            values.append(sum(parts[1:], parts[0]))
        for sums in level.sums:
            parts = [values[row] * sign for row, sign in sums]
            values.append(sum(parts[1:], parts[0]))
        products += [factors.product(value) * power for value in values]
        below = values
    return products


def _different(found: list[_Vertex]) -> list[_Vertex]:
    """Drop what would be, if a vertex at all, one that surely is there.

    A support and best replies that leave one mixture determine it; so a sure vertex whose
    best replies hold the basis of another candidate with its support is that vertex too.
    Vertices come by rank.
    """
    kept: dict[int, list[_Vertex]] = {}
    for vertex in found:
        known = kept.setdefault(vertex.support, [])
        for place, other in enumerate(known):
            if other.rank < _PERHAPS and not vertex.basis & ~other.best:
                if vertex.rank < _PERHAPS and other.rank:
                    best, perhaps = other.best | vertex.best, other.perhaps & vertex.perhaps
                    rank = int(best != perhaps)
                    known[place] = other._replace(rank=rank, best=best, perhaps=perhaps)
                break
        else:
            known.append(vertex)
    return [vertex for known in kept.values() for vertex in known]


class Game:
    """A game of two players whose payoffs are polynomials over a common divisor.

    Parameters
    ----------
    first, second
        Payoffs times the divisor; each player's own strategies by those of the other.
    scales
        Signs of the divisors of both.
    factors
        Gives numbers to the factors of the minors.
    """

    def __init__(
        self,
        first: Matrix,
        second: Matrix,
        scales: tuple[Product, Product],
        factors: Factors,
    ) -> None:
        self._first = _Side(first, scales[0], factors)
        self._second = _Side(second, scales[1], factors)

    def equilibria(self, signs: Sequence[SignSet]) -> tuple[frozenset[Key] | None, set[int]]:
        """Find the extreme equilibria on a cell.

        Parameters
        ----------
        signs
            Possible signs of each factor.

        Returns
        -------
        tuple
            The set of extreme equilibria, or ``None`` where it is not proved to be the same on
            the whole cell; then with all factors that may decide.
        """
        replied = self._first.vertices(signs)  # mixtures of the second player
        replying = self._second.vertices(signs)
        found: set[Key] = set()
        open_first: set[int] = set()
        open_second: set[int] = set()
        if len(replied) * len(replying) > MANY_PAIRS:
            open_first = {y.candidate for y in replied if y.rank}
            open_second = {x.candidate for x in replying if x.rank}
        if not open_first and not open_second:
            for y_rank, y, y_support, _, y_best, y_perhaps in replied:
                for x_rank, x, x_support, _, x_best, x_perhaps in replying:
                    if x_support & ~y_perhaps or y_support & ~x_perhaps:
                        continue
                    if x_rank or y_rank:
                        open_first.add(y)
                        open_second.add(x)
                    else:
                        found.add((x_support, y_support, y_best, x_best))
        if not open_first and not open_second:
            return frozenset(found), set()
        deciding: set[int] = set()
        for side, opened in ((self._first, open_first), (self._second, open_second)):
            for candidate in opened:
                for product in side.used[candidate]:
                    deciding.update(product.factors)
        return None, {factor for factor in deciding if signs[factor].bit_count() > 1}
