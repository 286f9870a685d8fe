"""An oracle for two-player games that shares nothing with the solvers but the definition."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest


class BruteForce:
    """Vertices from all choices of tight inequalities, equilibria from all pairs of vertices."""

    @staticmethod
    def solution(rows):
        """Unique solution of a square linear system, right-hand sides last, or None."""
        rows = [[Fraction(value) for value in row] for row in rows]
        size = len(rows)
        for k in range(size):
            pivot = next((r for r in range(k, size) if rows[r][k]), None)
            if pivot is None:
                return None
            rows[k], rows[pivot] = rows[pivot], rows[k]
            rows[k] = [value / rows[k][k] for value in rows[k]]
            for r in range(size):
                if r != k and rows[r][k]:
                    factor = rows[r][k]
                    rows[r] = [a - factor * b for a, b in zip(rows[r], rows[k], strict=True)]
        return [row[-1] for row in rows]

    @classmethod
    def vertices(cls, payoffs):
        """Mixtures over the columns that are vertices of the upper envelope of the rows."""
        replies, size = len(payoffs), len(payoffs[0])
        found = set()
        for tight in combinations(range(size + replies), size):
            system = [[1] * size + [0, 1]]
            for k in tight:
                if k < size:
                    system.append([int(j == k) for j in range(size)] + [0, 0])
                else:
                    system.append([*payoffs[k - size], -1, 0])
            solution = cls.solution(system)
            if solution is None:
                continue
            *mixture, value = solution
            if min(mixture) >= 0 and max(cls.values(payoffs, mixture)) == value:
                found.add(tuple(mixture))
        return found

    @staticmethod
    def values(payoffs, mixture):
        return [sum(a * p for a, p in zip(row, mixture, strict=True)) for row in payoffs]

    @classmethod
    def best(cls, payoffs, mixture):
        values = cls.values(payoffs, mixture)
        return tuple(k for k, value in enumerate(values) if value == max(values))

    @staticmethod
    def support(mixture):
        return tuple(k for k, p in enumerate(mixture) if p)

    @classmethod
    def equilibria(cls, A, B):
        """Extreme equilibria with supports and best replies, and whether it is degenerate."""
        columns = [list(column) for column in zip(*B, strict=True)]
        firsts = [(x, cls.support(x), cls.best(columns, x)) for x in cls.vertices(columns)]
        seconds = [(y, cls.support(y), cls.best(A, y)) for y in cls.vertices(A)]
        found = {
            ((x, y), (played_x, played_y), (replies_x, replies_y))
            for x, played_x, replies_y in firsts
            for y, played_y, replies_x in seconds
            if set(played_x) <= set(replies_x) and set(played_y) <= set(replies_y)
        }
        degenerate = any(len(b) > len(s) for side in (firsts, seconds) for _, s, b in side)
        return found, degenerate

    @staticmethod
    def bicliques(pairs):
        """All maximal bicliques of a set of pairs, from all sets of first members."""
        firsts = sorted({x for x, _ in pairs})
        found = set()
        for size in range(1, len(firsts) + 1):
            for chosen in combinations(firsts, size):
                common = set.intersection(*({y for x, y in pairs if x == c} for c in chosen))
                if common:
                    holding = {x for x in firsts if all((x, y) in pairs for y in common)}
                    found.add((tuple(sorted(holding)), tuple(sorted(common))))
        return found


@pytest.fixture(scope="session")
def brute_force():
    return BruteForce


@pytest.fixture(scope="session")
def seeded():
    """Make a generator of reproducible pseudo-random numbers."""
    return random.Random
