"""Vertices of the best-response polytope of one player in realisation plans, exactly.

Realisation plans (von Stengel 1996) are far fewer dimensions than mixtures of plans of action,
and their best-response polytope far fewer vertices. It is the cone of all ``(x, v)`` with ``x``
a multiple of a realisation plan and ``v`` at least what each plan of the other player pays it.
Its extreme rays are found by the double description method (Motzkin, Raiffa, Thompson and
Thrall 1953; Fukuda and Prodon 1996), in integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from vcgame.forms.reduced import ReducedForm
from vcgame.solve.vertices import EffortError

__all__ = ["Corner", "realisation_corners"]


class Corner(NamedTuple):
    """A vertex.

    Attributes
    ----------
    weights
        Own moves (information set and move) with the probability that the player's own play
        makes them, if it is positive.
    support
        Mask of the plans made of these moves.
    replies
        Mask of the other player's best plans.
    """

    weights: Mapping[tuple[int, int], Fraction]
    support: int
    replies: int


def realisation_corners(
    form: ReducedForm,
    payoffs: Mapping[int, tuple[Any, ...]],
    player: int,
    other: int,
    fixed: Sequence[int],
    effort: int,
) -> list[Corner]:
    """Enumerate the vertices of a player's best-response polytope.

    Parameters
    ----------
    form
        The reduced form of the tree.
    payoffs
        Payoffs at all ends, fractions.
    player, other
        The player who mixes, and the one who replies.
    fixed
        Per player, the plan that is played; those of `player` and `other` do not count.
    effort
        Limit on the work, in comparisons of rays.

    Raises
    ------
    EffortError
        If the limit does not suffice.
    """
    moves = sorted({move for plan in form.plans[player] for move in plan})
    place = {move: number for number, move in enumerate(moves, 1)}
    size = len(moves) + 2
    cone = _Cone(size, effort)
    for number, each in enumerate(form.sets):
        if each.player == player:
            row = [0] * size
            before = form.before[number]
            row[0 if before is None else place[before]] = -1
            for k in range(len(each.actions)):
                row[place[number, k]] = 1
            cone.cut(row, equation=True)
    equations = cone.rows
    for row in _pay_rows(form, payoffs, player, other, fixed, place):
        cone.cut(row)
    plans = [sum(1 << place[move] for move in plan) for plan in form.plans[player]]
    found = []
    for ray, tight in zip(cone.rays, cone.tight, strict=True):
        if ray[0]:
            weights = {move: Fraction(ray[k], ray[0]) for move, k in place.items() if ray[k]}
            made = sum(1 << place[move] for move in weights)
            support = sum(1 << k for k, plan in enumerate(plans) if plan & made == plan)
            found.append(Corner(weights, support, tight >> equations))
    return found


def _pay_rows(
    form: ReducedForm,
    payoffs: Mapping[int, tuple[Any, ...]],
    player: int,
    other: int,
    fixed: Sequence[int],
    place: Mapping[tuple[int, int], int],
) -> list[list[int]]:
    """Per plan of the other player, what it pays less than ``v`` at each own last move."""
    sizes = [len(plans) for plans in form.plans]
    least = min(values[other] for values in payoffs.values())
    rows = []
    for reply in range(sizes[other]):
        row = [Fraction(0)] * (len(place) + 1) + [Fraction(1)]
        seen = set()
        for own in range(sizes[player]):
            position = 0
            for number, size in enumerate(sizes):
                plan = own if number == player else reply if number == other else fixed[number]
                position = position * size + plan
            for end, p in form.reached[position]:
                if end not in seen:
                    seen.add(end)
                    last = form.behind[end][player]
                    row[0 if last is None else place[last]] -= p * (payoffs[end][other] - least)
        scale = lcm(*[value.denominator for value in row])
        rows.append([int(value * scale) for value in row])
    return rows


class _Cone:
    """A cone in the orthant, by its extreme rays; each has a mask of what is tight at it."""

    def __init__(self, size: int, effort: int) -> None:
        self.size = size
        self.rows = size
        self.effort = effort
        self.rays = [tuple(int(j == k) for j in range(size)) for k in range(size)]
        self.tight = [((1 << size) - 1) ^ (1 << k) for k in range(size)]

    def cut(self, row: Sequence[int], *, equation: bool = False) -> None:
        """Keep what makes a form not negative, or zero."""
        bit = 1 << self.rows
        self.rows += 1
        used = [(k, c) for k, c in enumerate(row) if c]
        values = [sum([c * ray[k] for k, c in used]) for ray in self.rays]
        above = [k for k, value in enumerate(values) if value > 0]
        below = [k for k, value in enumerate(values) if value < 0]
        rays, tight = [], []
        for k, value in enumerate(values):
            if value == 0 or (value > 0 and not equation):
                rays.append(self.rays[k])
                tight.append(self.tight[k] if value else self.tight[k] | bit)
        self._spend(len(self.rays) + len(above) * len(below))
        for p in above:
            for q in below:
                common = self.tight[p] & self.tight[q]
                if common.bit_count() >= self.size - 2 and self._adjacent(common):
                    a, b = values[p], -values[q]
                    ray = [b * x + a * y for x, y in zip(self.rays[p], self.rays[q], strict=True)]
                    divisor = gcd(*ray)
                    rays.append(tuple([x // divisor for x in ray]))
                    tight.append(common | bit)
        self.rays, self.tight = rays, tight

    def _adjacent(self, common: int) -> bool:
        """Whether two rays alone have all that is tight at both."""
        self._spend(len(self.tight))
        return sum([mask & common == common for mask in self.tight]) == 2

    def _spend(self, work: int) -> None:
        self.effort -= work
        if self.effort < 0:
            raise EffortError("the best-response polytope has too many vertices")
