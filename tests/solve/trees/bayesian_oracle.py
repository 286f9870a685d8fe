"""Weak perfect Bayesian equilibria by the definition, sharing nothing with the solver."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product


class Oracle:
    """Judges behaviours of one game.

    A behaviour is a list of mixtures in the order of the information sets.
    """

    def __init__(self, game, solution):
        self.game = game
        self.solution = solution
        self.sets = game.information_sets()
        self.place = {v: k for k, each in enumerate(self.sets) for v in each.vertices}

    def payoff(self, vertex, behaviour, player):
        node = self.game.vertices[vertex]
        if node.end:
            return node.payoffs[player]
        return sum(
            p * self.payoff(move.child, behaviour, player)
            for move, p in zip(node.moves, self.mixture(vertex, behaviour), strict=True)
            if p
        )

    def mixture(self, vertex, behaviour):
        node = self.game.vertices[vertex]
        if node.player is None:
            return [move.probability for move in node.moves]
        return behaviour[self.place[vertex]]

    def reach(self, behaviour):
        found = {0: Fraction(1)}
        for number, node in enumerate(self.game.vertices):
            if node.moves:
                for move, p in zip(node.moves, self.mixture(number, behaviour), strict=True):
                    found[move.child] = found[number] * p
        return found

    def outcome(self, behaviour):
        reach = self.reach(behaviour)
        return tuple(
            (n, reach[n]) for n, node in enumerate(self.game.vertices) if node.end and reach[n]
        )

    def strategies(self, player, behaviour):
        """All pure strategies of a player, with the rest as it is."""
        own = [k for k, each in enumerate(self.sets) if each.player == player]
        for moves in product(*(range(len(self.sets[k].actions)) for k in own)):
            changed = list(behaviour)
            for k, move in zip(own, moves, strict=True):
                changed[k] = [Fraction(m == move) for m in range(len(self.sets[k].actions))]
            yield changed

    def beliefs(self, behaviour):
        """Corners of the supporting beliefs at each set; None if it is no equilibrium."""
        reach = self.reach(behaviour)
        found = []
        for each in self.sets:
            played = [self.payoff(v, behaviour, each.player) for v in each.vertices]
            rows = {
                tuple(
                    a - self.payoff(v, other, each.player)
                    for a, v in zip(played, each.vertices, strict=True)
                )
                for other in self.strategies(each.player, behaviour)
            }
            total = sum(reach[v] for v in each.vertices)
            if total:
                corners = {tuple(reach[v] / total for v in each.vertices)}
                corners = {p for p in corners if self.supports(p, rows)}
            else:
                corners = self.corners(len(each.vertices), rows)
            if not corners:
                return None
            found.append(corners)
        return found

    @staticmethod
    def supports(belief, rows):
        return all(sum(a * p for a, p in zip(row, belief, strict=True)) >= 0 for row in rows)

    def corners(self, size, rows):
        """All beliefs at which as many inequalities are tight as can be."""
        units = [tuple(Fraction(j == k) for j in range(size)) for k in range(size)]
        found = set()
        for tight in combinations([*units, *rows], size - 1):
            system = [[Fraction(1)] * size + [Fraction(1)], *([*row, 0] for row in tight)]
            belief = self.solution(system)
            if belief is not None and min(belief) >= 0 and self.supports(belief, rows):
                found.add(tuple(belief))
        return found

    def pure(self):
        """All pure behaviours."""
        for moves in product(*(range(len(each.actions)) for each in self.sets)):
            yield tuple(
                tuple(Fraction(m == move) for m in range(len(each.actions)))
                for each, move in zip(self.sets, moves, strict=True)
            )
