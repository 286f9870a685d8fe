"""Random trees with parameters in payoffs and chances, and their equilibria by definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

from vcgame.model.library import model_of

PAYOFFS = ("0", "1", "2", "a", "b", "c", "a - 1", "a + b", "2*c", "a*b", "3 - a", "b - c")
CHANCES = (("q", "1 - q"), ("1 - r", "r"), ("q*r", "1 - q*r"), ("1/2", "1/2"), ("0", "1"))
HEAD = """
vcgame = 1
kind = "model"
id = "random-tree"
title = "Random tree"
form = "extensive"
assumptions = ["0 <= q <= 1", "0 <= r <= 1"]
[parameters]
a = 1
b = 1
c = 2
q = "1/2"
r = "1/3"
"""


def random_text(seed, *, decisions=5, depth=4, players=2, widest=2, merging=0.6):
    """A file of a random tree with perfect recall; sets have at most `widest` nodes."""
    draw = Random(seed)  # noqa: S311 - games, not secrets
    lines = [HEAD, *(f'[[players]]\nid = "p{k}"' for k in range(players))]
    waiting, left, count = [(0, 0, (None,) * players, "")], decisions, 1
    sets = {}
    size = {}
    while waiting:
        number, level, before, link = waiting.pop(0)
        kind = draw.choice(("end", "player", "player", "player", "chance"))
        if number == 0:
            kind = draw.choice(("player", "chance", "chance"))
        if level >= depth or (kind == "player" and not left):
            kind = "end"
        lines.append(f'[[nodes]]\nid = "n{number}"{link}')
        if kind == "end":
            payoffs = ", ".join(f'"{draw.choice(PAYOFFS)}"' for _ in range(players))
            lines.append(f"payoffs = [{payoffs}]")
            continue
        width = draw.choice((2, 2, 3)) if kind == "player" else 2
        children = list(range(count, count + width))
        count += width
        if kind == "chance":
            lines.append("chance = true")
            for k, (child, p) in enumerate(zip(children, draw.choice(CHANCES), strict=True)):
                link = f'\nparent = "n{number}"\naction = "c{k}"\nprobability = "{p}"'
                waiting.append((child, level + 1, before, link))
            continue
        left -= 1
        player = draw.randrange(players)
        known = sets.setdefault((player, width, before[player]), [])
        open_ = [name for name in known if size[name] < widest]
        if not open_ or draw.random() > merging:
            name = f"h{number}"
            known.append(name)
            size[name] = 0
        else:
            name = draw.choice(open_)
        size[name] += 1
        lines.append(f'player = "p{player}"\ninformation = "{name}"')
        for k, child in enumerate(children):
            after = (*before[:player], (name, k), *before[player + 1 :])
            link = f'\nparent = "n{number}"\naction = "m{k}"'
            waiting.append((child, level + 1, after, link))
    return "\n".join(lines)


def random_model(seed, **options):
    return model_of("random-tree", random_text(seed, **options))


def random_point(model, draw):
    """Small numbers, so that there are ties, and chances of 0 and 1."""
    point = {name: Fraction(draw.randint(-1, 3)) for name in "abc"}
    shares = (0, 0, 1, Fraction(1, 2), Fraction(1, 3))
    return model.values(None, point | {name: Fraction(draw.choice(shares)) for name in "qr"})


class Definition:
    """Pure equilibria in fractions by the definitions, from a game in numbers alone."""

    def __init__(self, game):
        self.game = game
        self.sets = game.information_sets()
        self.place = {v: k for k, each in enumerate(self.sets) for v in each.vertices}

    def payoffs(self, moves, vertex=0):
        node = self.game.vertices[vertex]
        if node.end:
            return node.payoffs
        if node.player is not None:
            return self.payoffs(moves, node.moves[moves[self.place[vertex]]].child)
        parts = [(m.probability, self.payoffs(moves, m.child)) for m in node.moves]
        return tuple(sum(p * u[k] for p, u in parts) for k in range(len(self.game.players)))

    def reach(self, moves):
        found = {0: Fraction(1)}
        for number, node in enumerate(self.game.vertices):
            for k, move in enumerate(node.moves):
                chosen = node.player is not None and moves[self.place[number]] == k
                p = Fraction(chosen) if node.player is not None else move.probability
                found[move.child] = found[number] * p
        return found

    def profiles(self):
        return product(*(range(len(each.actions)) for each in self.sets))

    def others(self, moves, player):
        yield from product(
            *(
                range(len(each.actions)) if each.player == player else (own,)
                for each, own in zip(self.sets, moves, strict=True)
            )
        )

    def nash(self, moves, root=0):
        had = self.payoffs(moves, root)
        return all(
            self.payoffs(other, root)[player] <= had[player]
            for player in range(len(self.game.players))
            for other in self.others(moves, player)
        )

    def subgame_perfect(self, moves):
        return all(self.nash(moves, root) for root in self.roots())

    def roots(self):
        for number, node in enumerate(self.game.vertices):
            inside, waiting = set(), [number]
            while waiting:
                inside.add(waiting[-1])
                waiting += [m.child for m in self.game.vertices[waiting.pop()].moves]
            whole = all(
                len(inside & set(each.vertices)) in (0, len(each.vertices)) for each in self.sets
            )
            if not node.end and whole:
                yield number

    def beliefs(self, moves):
        """Per set the interval of the probability of its last node (of two), or None."""
        reach = self.reach(moves)
        found = []
        for each in self.sets:
            had = [self.payoffs(moves, v)[each.player] for v in each.vertices]
            losses = []
            for other in self.others(moves, each.player):
                gets = [self.payoffs(other, v)[each.player] for v in each.vertices]
                losses.append([h - u for h, u in zip(had, gets, strict=True)])
            total = sum(reach[v] for v in each.vertices)
            if total:
                weights = [reach[v] / total for v in each.vertices]
                if any(sum(w * x for w, x in zip(weights, r, strict=True)) < 0 for r in losses):
                    return None
                found.append((weights[-1], weights[-1]))
                continue
            if len(each.vertices) == 1:
                if any(x < 0 for (x,) in losses):
                    return None
                found.append((Fraction(1), Fraction(1)))
                continue
            low, high = Fraction(0), Fraction(1)
            for x, y in losses:
                if x == y:
                    high = high if x >= 0 else Fraction(-1)
                elif y > x:
                    low = max(low, -x / (y - x))
                else:
                    high = min(high, -x / (y - x))
            if low > high:
                return None
            found.append((low, high))
        return found


def signalling_text(seed):
    """Two types, two messages, two or three replies; the receiver sees the message only."""
    draw = Random(seed)  # noqa: S311 - games, not secrets
    chances = draw.choice(CHANCES[:3])
    replies = draw.choice((2, 2, 3))
    lines = [HEAD, '[[players]]\nid = "p0"\n[[players]]\nid = "p1"']
    lines.append('[[nodes]]\nid = "type"\nchance = true')
    for kind, p in zip(("good", "bad"), chances, strict=True):
        lines.append(
            f'[[nodes]]\nid = "{kind}"\nparent = "type"\naction = "{kind}"\n'
            f'probability = "{p}"\nplayer = "p0"'
        )
    for message in ("say", "hush"):
        for kind in ("good", "bad"):
            lines.append(
                f'[[nodes]]\nid = "{message}_{kind}"\nparent = "{kind}"\naction = "{message}"\n'
                f'player = "p1"\ninformation = "heard_{message}"'
            )
            for k in range(replies):
                pair = ", ".join(f'"{draw.choice(PAYOFFS)}"' for _ in range(2))
                lines.append(
                    f'[[nodes]]\nid = "{message}_{kind}_{k}"\nparent = "{message}_{kind}"\n'
                    f'action = "m{k}"\npayoffs = [{pair}]'
                )
    return "\n".join(lines)


def equilibria_at(found, definition, point, holds):
    """The pure profiles, as numbers of moves, whose conditions hold at a point."""
    return {
        tuple(
            own.actions.index(move)
            for own, (_, move) in zip(definition.sets, each.moves, strict=True)
        )
        for each in found.equilibria
        if all(holds(condition, point) for condition in each.conditions)
    }


def solved(answer, definition):
    """The pure profiles of an answer by a solver, with every move where behaviour is free."""
    found = set()
    for each in answer.equilibria:
        if each.pure:
            options = [
                range(len(own.actions))
                if number in each.free
                else [next(k for k, p in enumerate(mixture) if p)]
                for number, (own, mixture) in enumerate(
                    zip(definition.sets, each.behaviour, strict=True)
                )
            ]
            found |= set(product(*options))
    return found
