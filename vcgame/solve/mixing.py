"""Mixing at ties of a tree: families of subgame-perfect equilibria in behaviour strategies.

Every node is given a set of moves that are played; the payoffs are then multilinear
polynomials in the mixing probabilities, and the set is an equilibrium where its moves pay
the same and no other pays more. In a game without ties only single moves survive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Final, NamedTuple

from vcgame.forms.extensive import ExtensiveGame, Vertex
from vcgame.solve.answer import Real
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.ranges import Polynomial, Range, Variable, consistent, plus, times
from vcgame.solve.sign import real, sign

__all__ = ["Family", "Range", "mixed_families"]

MAX_CASES: Final = 2_000
MAX_WORK: Final = 30_000
"""Sets of moves that are looked at per node, and terms of polynomials in all."""


@dataclass(frozen=True, slots=True)
class Family:
    """Equilibria that mix the same moves.

    Attributes
    ----------
    supports
        Per decision node, the moves played with positive probability.
    ranges
        For each mixed node with two moves: which probabilities of the first are allowed.
    conditions
        Further conditions, each a polynomial in the probabilities that must be zero
        (``"="``) or not negative (``">="``). Each can be satisfied by itself; whether all
        can be together is not decided.
    """

    supports: tuple[tuple[int, tuple[int, ...]], ...]
    ranges: tuple[Range, ...]
    conditions: tuple[tuple[tuple[tuple[tuple[Variable, ...], Real], ...], str], ...] = ()


def mixed_families(game: ExtensiveGame) -> tuple[tuple[Family, ...], tuple[str, ...]]:
    """Find all families that really mix; pure equilibria are left to backward induction.

    Parameters
    ----------
    game
        Its numbers are fractions or `vcgame.solve.sign.Ball`.

    Returns
    -------
    families
        In order of their supports.
    notes
        Says so if they could not be listed.
    """
    try:
        cases = _Walk(game).cases()
        families = [_family(case) for case in cases]
    except _TooManyError as error:
        return (), (f"mixing at ties has {error}; it is not listed",)
    except UndecidedError as error:
        return (), (f"mixing at ties is not worked out: {error}",)
    known = [family for family in families if family is not None]
    return tuple(sorted(known, key=lambda family: family.supports)), ()


class _TooManyError(Exception):
    """More cases than can be looked at."""


_Relation = tuple[Polynomial, str]


class _Case(NamedTuple):
    """Moves played in a subgame, the payoffs then, and what must hold at its root."""

    values: tuple[Polynomial, ...]
    vertex: int
    played: tuple[int, ...]
    relations: tuple[_Relation, ...]
    parts: tuple[_Case, ...]

    def all(self) -> Iterator[_Case]:
        """Give this case and those of the later play."""
        waiting = [self]
        while waiting:
            case = waiting.pop()
            yield case
            waiting.extend(case.parts)


class _Walk:
    """Goes through a tree from the ends to the root, counting the work."""

    def __init__(self, game: ExtensiveGame) -> None:
        self.game = game
        self.work = 0

    def cases(self) -> list[_Case]:
        """Give the cases of the whole game that mix somewhere."""
        found: dict[int, list[_Case]] = {}
        for number in reversed(range(len(self.game.vertices))):
            vertex = self.game.vertices[number]
            if vertex.end:
                values: tuple[Polynomial, ...] = tuple({frozenset(): p} for p in vertex.payoffs)
                found[number] = [_Case(values, number, (), (), ())]
                continue
            cases: list[_Case] = []
            for parts in product(*(found.pop(move.child) for move in vertex.moves)):
                for case in self._joined(number, vertex, parts):
                    cases.append(case)
                    self._spend(0, cases=len(cases))
            found[number] = cases
        self._spend(len(found[0]) * len(self.game.vertices) // 2)
        return [case for case in found[0] if any(len(part.played) > 1 for part in case.all())]

    def _spend(self, terms: int, cases: int = 0) -> None:
        self.work += terms
        if cases > MAX_CASES:
            raise _TooManyError(f"more than {MAX_CASES} cases")
        if self.work > MAX_WORK:
            raise _TooManyError(f"more than {MAX_WORK} terms")

    def _joined(self, number: int, vertex: Vertex, parts: tuple[_Case, ...]) -> Iterator[_Case]:
        """All ways to go on at a node."""
        moves = range(len(parts))
        if vertex.player is None:
            chances: list[Polynomial] = [{frozenset(): m.probability} for m in vertex.moves]
            yield _Case(self._weighted(parts, chances, moves), number, (), (), parts)
            return
        own = [part.values[vertex.player] for part in parts]
        known: dict[tuple[int, int], Polynomial] = {}
        for played in self._played(own):
            relations = self._relations(own, played, known)
            if relations is not None:
                weights = _weights(number, played, len(own))
                yield _Case(
                    self._weighted(parts, weights, played), number, played, relations, parts
                )

    def _played(self, own: list[Polynomial]) -> Iterator[tuple[int, ...]]:
        """Sets of moves none of which surely pays less than another move."""
        best = _not_beaten(own)
        tried = 0
        for size in range(1, len(best) + 1):
            for played in combinations(best, size):
                tried += 1
                self._spend(0, cases=tried)
                yield played

    def _relations(
        self,
        own: list[Polynomial],
        played: tuple[int, ...],
        known: dict[tuple[int, int], Polynomial],
    ) -> tuple[_Relation, ...] | None:
        """What must hold for a set of moves; ``None`` if it surely does not."""
        relations: list[_Relation] = []
        for move in range(len(own)):
            if move == played[0]:
                continue
            relation = "=" if move in played else ">="
            pair = (played[0], move)
            if pair not in known:
                known[pair] = self._difference(own[played[0]], own[move])
            difference = known[pair]
            if any(difference):
                relations.append((difference, relation))
                continue
            order = sign(difference.get(frozenset(), Fraction(0)))
            if order < 0 or (relation == "=" and order):
                return None
        return tuple(relations)

    def _difference(self, first: Polynomial, second: Polynomial) -> Polynomial:
        self._spend(len(first) + len(second))
        return plus([first, times({frozenset(): Fraction(-1)}, second)])

    def _weighted(
        self, parts: tuple[_Case, ...], weights: list[Polynomial], moves: Sequence[int]
    ) -> tuple[Polynomial, ...]:
        """Weigh the payoffs of all players with the probabilities of the moves."""
        players = range(len(parts[0].values))
        for move in moves:
            self._spend(len(weights[move]) * sum(len(value) for value in parts[move].values))
        return tuple(
            plus([times(weights[move], parts[move].values[player]) for move in moves])
            for player in players
        )


def _not_beaten(own: list[Polynomial]) -> list[int]:
    """Moves that pay most among those whose payoffs differ from theirs by a number only."""
    groups: dict[frozenset[tuple[frozenset[Variable], Any]], list[tuple[int, Any]]] = {}
    for move, value in enumerate(own):
        alike = frozenset(term for term in value.items() if term[0])
        number = value.get(frozenset(), Fraction(0))
        best = groups.setdefault(alike, [(move, number)])
        order = sign(number - best[0][1])
        if order > 0:
            groups[alike] = [(move, number)]
        elif order == 0 and best[0][0] != move:
            best.append((move, number))
    return sorted(move for best in groups.values() for move, _ in best)


def _weights(number: int, played: tuple[int, ...], count: int) -> list[Polynomial]:
    """Give the probability of each move: a variable each, the last one the rest."""
    rest: Polynomial = {frozenset(): Fraction(1)}
    weights: list[Polynomial] = [{} for _ in range(count)]
    for move in played[:-1]:
        weights[move] = {frozenset({(number, move)}): Fraction(1)}
        rest = plus([rest, {frozenset({(number, move)}): Fraction(-1)}])
    weights[played[-1]] = rest
    return weights


def _family(case: _Case) -> Family | None:
    """Turn relations in one probability into ranges; ``None`` if none is allowed."""
    supports = tuple(sorted((part.vertex, part.played) for part in case.all() if part.played))
    relations = [relation for part in case.all() for relation in part.relations]
    found = consistent(supports, relations)
    if found is None:
        return None
    ranges, kept = found
    conditions = tuple(
        (tuple(sorted((tuple(sorted(v)), real(c)) for v, c in polynomial.items())), relation)
        for polynomial, relation in kept
    )
    return Family(supports, ranges, conditions)
