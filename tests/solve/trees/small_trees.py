"""Trees for tests: textbook ones, random ones, and strategic games as trees."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

from vcgame.forms.extensive import ExtensiveGame, Move, Vertex


def grown(players, plan):
    """Make a tree of nested tuples.

    A player's node is ``(player, set, {action: tree})``, one of chance
    ``("chance", {action: (probability, tree)})``, an end a list of payoffs.
    """
    vertices = []
    waiting = [(0, plan)]
    count = 1
    while waiting:
        number, part = waiting.pop(0)
        if isinstance(part, list):
            payoffs = tuple(p if not isinstance(p, int | str) else Fraction(p) for p in part)
            vertices.append(Vertex(f"n{number}", None, (), payoffs))
            continue
        chance = part[0] == "chance"
        moves = []
        for action, after in part[-1].items():
            probability, after = after if chance else (None, after)
            if isinstance(probability, int | str):
                probability = Fraction(probability)
            moves.append(Move(action, count, probability))
            waiting.append((count, after))
            count += 1
        player, information = (None, "") if chance else part[:2]
        vertices.append(Vertex(f"n{number}", player, tuple(moves), (), information))
    return ExtensiveGame(tuple(players), tuple(vertices))


def embedded(tables, shape, order=None):
    """A strategic game as a tree: the players move in some order and see nothing."""
    order = tuple(order or range(len(shape)))

    def after(chosen):
        if len(chosen) == len(shape):
            return [
                tables[player][tuple(chosen[k] for k in range(len(shape)))] for player in order0
            ]
        player = order[len(chosen)]
        return (
            player,
            f"set{player}",
            {f"s{k}": after({**chosen, player: k}) for k in range(shape[player])},
        )

    order0 = range(len(shape))
    return grown([f"p{k}" for k in order0], after({}))


def random_tables(draw, shape, low=-2, high=3):
    return [
        {cell: Fraction(draw.randint(low, high)) for cell in product(*map(range, shape))}
        for _ in shape
    ]


def random_tree(seed, *, players=2, decisions=5, depth=4, payoffs=4, merging=0.6):
    """A small tree in which players may not see others' moves, with perfect recall."""
    draw = Random(seed)  # noqa: S311 - games, not secrets
    vertices, waiting, left = [], [(0, 0, (None,) * players)], decisions
    count = 1
    sets = {}
    made = 0
    while waiting:
        number, level, before = waiting.pop(0)
        kind = draw.choice(("end", "player", "player", "player", "chance"))
        if number == 0:
            kind = draw.choice(("player", "player", "chance"))
        if level >= depth or (kind == "player" and not left):
            kind = "end"
        if kind == "end":
            values = tuple(Fraction(draw.randrange(payoffs)) for _ in range(players))
            vertices.append(Vertex(f"n{number}", None, (), values))
            continue
        width = draw.choice((1, 2, 2, 2, 3)) if kind == "player" else 2
        children = list(range(count, count + width))
        count += width
        if kind == "chance":
            share = Fraction(draw.choice((1, 1, 2, 3)), 3)
            chances = (share, 1 - share)
            moves = tuple(
                Move(f"c{k}", child, p)
                for k, (child, p) in enumerate(zip(children, chances, strict=True))
            )
            vertices.append(Vertex(f"n{number}", None, moves))
            waiting += [(child, level + 1, before) for child in children]
            continue
        left -= 1
        player = draw.randrange(players)
        known = sets.setdefault((player, width, before[player]), [])
        if not known or draw.random() > merging:
            made += 1
            name = f"h{made}"
            known.append(name)
        else:
            name = draw.choice(known)
        moves = tuple(Move(f"m{k}", child) for k, child in enumerate(children))
        vertices.append(Vertex(f"n{number}", player, moves, (), name))
        for k, child in enumerate(children):
            after = (*before[:player], (name, k), *before[player + 1 :])
            waiting.append((child, level + 1, after))
    return ExtensiveGame(tuple(f"p{i}" for i in range(players)), tuple(vertices))


class ByDefinition:
    """Pure equilibria of a tree from the definitions alone, in fractions."""

    def __init__(self, game):
        self.game = game
        self.sets = game.information_sets()
        self.place = {v: n for n, each in enumerate(self.sets) for v in each.vertices}

    def payoff(self, profile, root=0):
        vertex = self.game.vertices[root]
        if vertex.end:
            return vertex.payoffs
        if vertex.player is not None:
            mixture = profile[self.place[root]]
            moves = [(p, m.child) for p, m in zip(mixture, vertex.moves, strict=True) if p]
        else:
            moves = [(m.probability, m.child) for m in vertex.moves]
        parts = [[p * u for u in self.payoff(profile, child)] for p, child in moves]
        return tuple(map(sum, zip(*parts, strict=True)))

    def below(self, root):
        found, waiting = set(), [root]
        while waiting:
            number = waiting.pop()
            found.add(number)
            waiting += [move.child for move in self.game.vertices[number].moves]
        return found

    def roots(self):
        """Nodes whose subtree holds every information set wholly or not at all."""
        roots = []
        for number, vertex in enumerate(self.game.vertices):
            inside = self.below(number)
            if not vertex.end and all(
                len(inside & set(each.vertices)) in (0, len(each.vertices)) for each in self.sets
            ):
                roots.append(number)
        return roots

    @staticmethod
    def pure_mixtures(count):
        return [tuple(Fraction(int(k == move)) for k in range(count)) for move in range(count)]

    def profiles(self):
        return product(*(self.pure_mixtures(len(each.actions)) for each in self.sets))

    def gain(self, profile, roots=(0,)):
        """Largest gain from any pure deviation of one player in one of the subgames."""
        largest = Fraction(0)
        for player in range(len(self.game.players)):
            options = [
                self.pure_mixtures(len(each.actions)) if each.player == player else [own]
                for each, own in zip(self.sets, profile, strict=True)
            ]
            others = list(product(*options))
            for root in roots:
                had = self.payoff(profile, root)[player]
                for other in others:
                    largest = max(largest, self.payoff(other, root)[player] - had)
        return largest

    def pure_equilibria(self, roots=(0,)):
        return {profile for profile in self.profiles() if self.gain(profile, roots) == 0}


def expanded(answer, sets):
    """The pure equilibria of an answer, with every move where behaviour is free."""
    found = set()
    for each in answer.equilibria:
        if each.pure:
            options = [
                ByDefinition.pure_mixtures(len(sets[n].actions)) if n in each.free else [mixture]
                for n, mixture in enumerate(each.behaviour)
            ]
            found |= set(product(*options))
    return found


def behaviours(answer):
    return {each.behaviour for each in answer.equilibria}


HORSE = (
    0,
    "",
    {
        "D": (2, "III", {"L": [3, 3, 2], "R": [0, 0, 0]}),
        "C": (
            1,
            "",
            {"d": (2, "III", {"L": [4, 4, 0], "R": [0, 0, 1]}), "c": [1, 1, 1]},
        ),
    },
)
"""Selten (1975), figure 1."""


def battle_with_outside_option(option=2):
    """Firm 1 stays out, or both choose a standard at once (van Damme 1989)."""
    reply = {
        "A": {"A": [3, 1], "B": [0, 0]},
        "B": {"A": [0, 0], "B": [1, 3]},
    }
    inside = (0, "own", {k: (1, "reply", after) for k, after in reply.items()})
    return grown(("1", "2"), (0, "entry", {"out": [option, 2], "in": inside}))


def entry():
    reply = (1, "reply", {"fight": [-1, -1], "share": [1, 1]})
    return grown(("entrant", "incumbent"), (0, "entry", {"out": [0, 2], "in": reply}))
