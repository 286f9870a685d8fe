"""Textbook trees with information sets, and random ones, for tests of beliefs."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from vcgame.forms.extensive import ExtensiveGame, Move, Vertex

HALF, TENTH = Fraction(1, 2), Fraction(1, 10)


def tree(players, spec):
    """Make a game of nested tuples.

    An end is a list of payoffs; a decision ("player", "set", {move: subtree}); chance
    ("chance", {move: (probability, subtree)}).
    """
    vertices = [None]
    waiting = [(0, spec)]
    while waiting:
        number, part = waiting.pop(0)
        if isinstance(part, list):
            vertices[number] = Vertex(f"n{number}", None, (), tuple(map(Fraction, part)))
            continue
        moves = []
        for action, child in part[-1].items():
            chance = part[0] == "chance"
            moves.append(Move(action, len(vertices), Fraction(child[0]) if chance else None))
            waiting.append((len(vertices), child[1] if chance else child))
            vertices.append(None)
        if part[0] == "chance":
            vertices[number] = Vertex(f"n{number}", None, tuple(moves))
        else:
            player = players.index(part[0])
            vertices[number] = Vertex(f"n{number}", player, tuple(moves), (), part[1])
    return ExtensiveGame(tuple(players), tuple(vertices))


def beer_quiche(strong=Fraction(9, 10)):
    """Cho and Kreps (1987), figure I."""

    def end(kind, meal, reply):
        likes = (kind == "strong") == (meal == "beer")
        sender = (1 if likes else 0) + (2 if reply == "not" else 0)
        return [sender, int((reply == "duel") == (kind == "weak"))]

    def typed(kind):
        return (
            "A",
            kind,
            {
                meal: ("B", f"sees {meal}", {r: end(kind, meal, r) for r in ("duel", "not")})
                for meal in ("beer", "quiche")
            },
        )

    return tree(
        ["A", "B"],
        ("chance", {"strong": (strong, typed("strong")), "weak": (1 - strong, typed("weak"))}),
    )


def selten_horse():
    """Selten (1975), figure 1; payoffs as in Osborne and Rubinstein (1994), figure 225.1."""
    third = {"L": [3, 3, 2], "R": [0, 0, 0]}
    later = {"L": [4, 4, 0], "R": [0, 0, 1]}
    second = {"c": [1, 1, 1], "d": ("P3", "3", later)}
    return tree(
        ["P1", "P2", "P3"], ("P1", "1", {"C": ("P2", "2", second), "D": ("P3", "3", third)})
    )


def quality_rating(mu, high, low, cheap, dear):
    """A firm of high or low quality is rated or not; the buyer pays by its belief."""
    mu, high, low, cheap, dear = map(Fraction, (mu, high, low, cheap, dear))
    prices = {"low": low, "mean": mu * high + (1 - mu) * low, "high": high}

    def typed(value, cost):
        def priced(price, rated):
            return [price - (cost if rated else 0), -((price - value) ** 2)]

        return (
            "firm",
            f"type {value}",
            {
                name: ("buyer", name, {n: priced(p, name == "rated") for n, p in prices.items()})
                for name in ("rated", "unrated")
            },
        )

    return tree(
        ["firm", "buyer"],
        ("chance", {"H": (mu, typed(high, cheap)), "L": (1 - mu, typed(low, dear))}),
    )


def spence(share, high, low, costs, levels=2):
    """Spence (1973): education costs the able less; wages are the best guess of ability."""
    wages = sorted({Fraction(low), share * high + (1 - share) * low, Fraction(high)})

    def typed(value, cost):
        return (
            "worker",
            f"able {value}",
            {
                f"e{e}": (
                    "employer",
                    f"sees e{e}",
                    {f"w{w}": [w - e * Fraction(cost), -((w - value) ** 2)] for w in wages},
                )
                for e in range(levels)
            },
        )

    return tree(
        ["worker", "employer"],
        (
            "chance",
            {"high": (share, typed(high, costs[0])), "low": (1 - share, typed(low, costs[1]))},
        ),
    )


def one_card_poker():
    """Myerson (1991), figure 2.1: red or black, raise or fold, meet or pass."""
    red = ("P1", "red", {"raise": ("P2", "2", {"meet": [2, -2], "pass": [1, -1]}), "fold": [1, -1]})
    black = (
        "P1",
        "black",
        {"raise": ("P2", "2", {"meet": [-2, 2], "pass": [1, -1]}), "fold": [-1, 1]},
    )
    return tree(["P1", "P2"], ("chance", {"red": (HALF, red), "black": (HALF, black)}))


def entry_without_perfection():
    """Mas-Colell, Whinston and Green (1995), example 9.C.5 in the manner of figure 9.C.4."""
    return tree(
        ["E", "I"],
        (
            "E",
            "entry",
            {
                "out": [0, 2],
                "in": (
                    "E",
                    "after entry",
                    {
                        "fight": ("I", "I", {"fight": [-3, -1], "yield": [1, -2]}),
                        "yield": ("I", "I", {"fight": [-2, -1], "yield": [3, 1]}),
                    },
                ),
            },
        ),
    )


def entry_with_two_ways():
    """Mas-Colell, Whinston and Green (1995), figure 9.C.1: example 9.C.1 and 9.C.4."""
    return tree(
        ["E", "I"],
        (
            "E",
            "entry",
            {
                "out": [0, 2],
                "in1": ("I", "I", {"fight": [-1, -1], "yield": [3, 0]}),
                "in2": ("I", "I", {"fight": [-1, -1], "yield": [2, 1]}),
            },
        ),
    )


def tied_beliefs():
    """Two players see the same unlikely move; consistent beliefs of both must agree.

    Chance deals state x or y; A stops or goes, without seeing it; after "go" B and then C bet,
    neither seeing the state, C seeing that B passed.
    """

    def third(state):
        return ("C", "C", {"up": [-1, 0, int(state == "x")], "down": [-1, 0, int(state == "y")]})

    def second(state):
        stake = [-1, 1 if state == "x" else -2, 0]
        return ("B", "B", {"bet": stake, "pass": third(state)})

    def first(state):
        return ("A", "A", {"stop": [0, 0, 0], "go": second(state)})

    return tree(["A", "B", "C"], ("chance", {"x": (HALF, first("x")), "y": (HALF, first("y"))}))


def random_game(seed, *, stages=3, players=2, payoffs=3, most_sets=7, most_nodes=4):
    """A small tree with moves that some players see, and all remember what they saw and did."""
    draw = Random(seed)  # noqa: S311
    names = [f"p{i}" for i in range(players)]
    while True:
        game = _drawn(draw, names, stages, payoffs)
        sizes = [len(each.vertices) for each in game.information_sets()]
        if 1 < len(sizes) <= most_sets and max(sizes) <= most_nodes:
            return game


def _drawn(draw, names, stages, payoffs):
    chance = draw.random() < 0.6
    share = draw.choice((Fraction(1, 2), Fraction(1, 3), Fraction(3, 4)))
    movers = [draw.randrange(len(names)) for _ in range(stages)]
    sees = [[draw.random() < 0.4 for _ in range(stages + 1)] for _ in range(stages)]
    for t, mover in enumerate(movers):
        for s in range(t):
            if movers[s] == mover:
                sees[t][: s + 1] = [a or b for a, b in zip(sees[t], sees[s], strict=False)][: s + 1]
                sees[t][s + 1] = True
    widths = [draw.choice((2, 2, 2, 3)) for _ in range(stages)]

    def end():
        return [draw.randrange(payoffs) for _ in names]

    def grown(t, history):
        if t == stages or (t > 0 and draw.random() < 0.25):
            return end()
        seen = "".join(move if sees[t][s] else "-" for s, move in enumerate(history))
        moves = {str(k): grown(t + 1, [*history, str(k)]) for k in range(widths[t])}
        return (names[movers[t]], f"{t}:{seen}", moves)

    if not chance:
        return tree(names, grown(0, ["s"]))
    dealt = {kind: (p, grown(0, [kind])) for kind, p in (("s", share), ("t", 1 - share))}
    return tree(names, ("chance", dealt))
