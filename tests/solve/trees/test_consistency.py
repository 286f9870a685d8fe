"""Sequential equilibria: textbook games, trembles that prove it, and sequences that search it."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from bayesian_games import (
    HALF,
    beer_quiche,
    entry_without_perfection,
    random_game,
    selten_horse,
    tied_beliefs,
    tree,
)
from bayesian_oracle import Oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.solve.trees import consistency
from vcgame.solve.trees.consistency import check_sequential, sequential
from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian


def trembled(behaviour, finding, small):
    """Play every move with some probability, as labels and weights say."""
    result = []
    for mixture, labels, weights in zip(behaviour, finding.labels, finding.weights, strict=True):
        row = [
            p or Fraction(w) * small**label
            for p, label, w in zip(mixture, labels, weights, strict=True)
        ]
        result.append(tuple(p / sum(row) for p in row))
    return tuple(result)


def bayes(oracle, behaviour):
    reach = oracle.reach(behaviour)
    return [
        tuple(reach[v] / sum(reach[w] for w in each.vertices) for v in each.vertices)
        for each in oracle.sets
    ]


def assert_proved(game, behaviour, finding, oracle):
    """The witness: beliefs that support the play, and are limits of Bayes' rule."""
    assert finding.verdict == "sequential"
    for each, belief in zip(oracle.sets, finding.beliefs, strict=True):
        rows = [
            [
                oracle.payoff(v, behaviour, each.player) - oracle.payoff(v, other, each.player)
                for v in each.vertices
            ]
            for other in oracle.strategies(each.player, behaviour)
        ]
        assert oracle.supports(belief, rows)
    for small in (Fraction(1, 10**6), Fraction(1, 10**9)):
        near = bayes(oracle, trembled(behaviour, finding, small))
        gap = max(
            abs(p - q)
            for limit, belief in zip(finding.beliefs, near, strict=True)
            for p, q in zip(limit, belief, strict=True)
        )
        assert gap < 1000 * small


def drawn(seed):
    draw = Random(seed)  # noqa: S311
    return random_game(seed, players=draw.choice((2, 2, 3)), most_sets=5)


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_verdicts_for_random_trees(brute_force, seed):
    """Witnesses prove; where there is none, no sequence of trembles is an equilibrium's."""
    game = drawn(seed)
    oracle = Oracle(game, brute_force.solution)
    draw = Random(seed)  # noqa: S311
    for each in solve_perfect_bayesian(game, mixed=False).equilibria:
        finding = check_sequential(game, each.behaviour)
        assert finding.verdict == each.consistency
        assert finding.verdict != "not decided"
        if finding.verdict == "sequential":
            assert_proved(game, each.behaviour, finding, oracle)
            continue
        for _ in range(8):
            belief = limit(game, oracle, each.behaviour, draw)
            assert not supported(oracle, each.behaviour, belief)


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_sequential_equilibria_are_subgame_perfect(brute_force, seed):
    game = drawn(seed)
    oracle = Oracle(game, brute_force.solution)
    for each in solve_perfect_bayesian(game, mixed=False).equilibria:
        if each.consistency == "sequential":
            assert all(
                oracle.payoff(root, other, player) <= oracle.payoff(root, each.behaviour, player)
                for root in subgames(game, oracle)
                for player in range(len(game.players))
                for other in oracle.strategies(player, each.behaviour)
            )


def subgames(game, oracle):
    """Nodes behind which no information set is cut in two."""
    for root in range(len(game.vertices)):
        inside = {root}
        for number in range(root, len(game.vertices)):
            if number in inside:
                inside |= {move.child for move in game.vertices[number].moves}
        if all(inside.isdisjoint(e.vertices) or inside >= set(e.vertices) for e in oracle.sets):
            yield root


def limit(game, oracle, behaviour, draw):
    """Beliefs of a sequence of trembles of random orders and sizes."""
    orders, sizes = [Fraction(0)], [Fraction(1)]
    place = oracle.place
    drawn = {}
    for node in range(len(game.vertices)):
        for m, move in enumerate(game.vertices[node].moves):
            key = (place.get(node, -1), m)
            p = oracle.mixture(node, behaviour)[m]
            if key not in drawn or key[0] < 0:
                drawn[key] = (0, p) if p else (draw.randrange(1, 4), Fraction(draw.randrange(1, 9)))
            order, size = drawn[key]
            while len(orders) <= move.child:
                orders.append(None)
                sizes.append(None)
            orders[move.child], sizes[move.child] = orders[node] + order, sizes[node] * size
    found = []
    for each in oracle.sets:
        least = min(orders[v] for v in each.vertices)
        weights = [sizes[v] if orders[v] == least else Fraction(0) for v in each.vertices]
        found.append(tuple(w / sum(weights) for w in weights))
    return found


def supported(oracle, behaviour, beliefs):
    for each, belief in zip(oracle.sets, beliefs, strict=True):
        rows = [
            [
                oracle.payoff(v, behaviour, each.player) - oracle.payoff(v, other, each.player)
                for v in each.vertices
            ]
            for other in oracle.strategies(each.player, behaviour)
        ]
        if not oracle.supports(belief, rows):
            return False
    return True


def pure(game, **moves):
    """Make a behaviour of the names of moves, by the ids of the sets."""
    return tuple(
        tuple(Fraction(action == moves[each.id.replace(" ", "_")]) for action in each.actions)
        for each in game.information_sets()
    )


def test_seltens_horse():
    """The equilibrium in which the first player quits is Nash, not sequential."""
    game = selten_horse()
    names = ["1", "2", "3"]
    stays = pure(game, **dict(zip(names, "CcR", strict=True)))
    assert check_sequential(game, stays).verdict == "sequential"
    quits = pure(game, **dict(zip(names, "DcL", strict=True)))
    finding = check_sequential(game, quits)
    assert finding.verdict == "not sequential"
    assert "no belief" in finding.why


def test_beliefs_after_a_move_that_did_not_tell_states_apart():
    """One tremble leads to both states, so the belief is the prior at both later sets."""
    game = tied_beliefs()
    verdicts = {
        (bet, reply): check_sequential(game, pure(game, A="stop", B=bet, C=reply)).verdict
        for bet in ("bet", "pass")
        for reply in ("up", "down")
    }
    assert verdicts == {
        ("bet", "up"): "not sequential",
        ("bet", "down"): "not sequential",
        ("pass", "up"): "sequential",
        ("pass", "down"): "sequential",
    }


def two_states(third):
    """A knows the state and goes in neither; B believes x likely, C is asked after B."""

    def later(state):
        x = state == "x"
        last = {"up": [-1, 0, int(x)], "down": [-1, 0, third * int(not x)]}
        return ("B", "B", {"bet": [-1, 1 if x else -2, 0], "pass": ("C", "C", last)})

    return tree(
        ["A", "B", "C"],
        (
            "chance",
            {s: (HALF, ("A", s, {"stop": [0, 0, 0], "go": later(s)})) for s in ("x", "y")},
        ),
    )


@pytest.mark.parametrize(
    ("bet", "reply", "stake", "verdict"),
    [
        # B bets if x has at least 2/3; C, who comes after B's slip, believes the same
        ("bet", "up", 1, "sequential"),
        ("bet", "down", 1, "not sequential"),
        ("bet", "down", 2, "sequential"),
        ("bet", "down", 3, "sequential"),
        ("pass", "up", 1, "sequential"),
        ("pass", "up", 2, "sequential"),
        ("pass", "up", 3, "not sequential"),
    ],
)
def test_beliefs_at_two_sets_are_tied(bet, reply, stake, verdict):
    """Kreps and Wilson (1982): what is believed at two sets comes from the same trembles."""
    game = two_states(stake)
    behaviour = pure(game, x="stop", y="stop", B=bet, C=reply)
    finding = check_sequential(game, behaviour)
    assert finding.verdict == verdict
    if verdict == "sequential":
        assert_proved(game, behaviour, finding, Oracle(game, None))


def three_slips(most):
    """B1 sees slips of A, B2 slips of C, and B3 a slip of each; its odds are their product.

    B1 says yes at odds of 2 or more, B2 at 3 or more, B3 at no more than `most`.
    """
    players = ["A", "C", "B1", "B2", "B3"]
    nothing, lost = [0] * 5, [-1, -1, 0, 0, 0]

    def asked(player, gain):
        yes = [-1, -1, *(gain if name == player else 0 for name in players[2:])]
        return (player, player, {"yes": yes, "no": lost})

    def slips(player, first, second):
        return (player, player, {"stop": nothing, "l": first, "r": second})

    both = slips(
        "A",
        slips("C", asked("B3", -1), lost),
        slips("C", lost, asked("B3", most)),
    )
    third = Fraction(1, 3)
    alone = slips("A", asked("B1", 1), asked("B1", -2)), slips("C", asked("B2", 1), asked("B2", -3))
    spec = {"first": (third, alone[0]), "second": (third, alone[1]), "both": (third, both)}
    return tree(players, ("chance", spec))


@pytest.mark.parametrize(
    ("most", "verdict"),
    [(4, "not sequential"), (5, "not sequential"), (6, "sequential"), (7, "sequential")],
)
def test_products_of_trembles_that_depend_on_each_other(most, verdict):
    game = three_slips(most)
    behaviour = pure(game, A="stop", C="stop", B1="yes", B2="yes", B3="yes")
    oracle = Oracle(game, None)
    finding = check_sequential(game, behaviour)
    assert finding.verdict == verdict
    if verdict == "sequential":
        assert_proved(game, behaviour, finding, oracle)


def test_weak_equilibria_that_are_not_sequential():
    game = entry_without_perfection()
    for each in solve_perfect_bayesian(game).equilibria:
        expected = "not sequential" if each.payoffs == (0, 2) else "sequential"
        assert sequential(game, each) == expected


def test_what_chance_excludes_is_not_believed():
    """No tremble leads to a type of probability zero, though a weak equilibrium believes it."""
    game = beer_quiche(Fraction(1))
    answer = solve_perfect_bayesian(game, mixed=False)
    assert answer.complete
    after_quiche = {
        each.behaviour[3]: each.consistency
        for each in answer.equilibria
        if each.behaviour[0] == (1, 0) and each.behaviour[1] == (0, 1)
    }
    assert after_quiche == {(0, 1): "sequential"}
    duel = {
        each.consistency
        for each in answer.equilibria
        if each.behaviour[0] == (1, 0) and each.behaviour[3] == (1, 0)
    }
    assert duel == {"not sequential"}


def test_a_subgame_that_chance_excludes_is_played_as_an_equilibrium():
    """Kreps and Wilson (1982): sequential equilibria are subgame perfect."""
    quarters = {
        "x": (Fraction(1, 4), ("B", "h", {"up": [0, 0], "down": [0, 1]})),
        "y": (Fraction(3, 4), ("B", "h", {"up": [0, 1], "down": [0, 0]})),
    }
    spec = {"never": (Fraction(0), ("chance", quarters)), "always": (Fraction(1), [0, 0])}
    game = tree(["A", "B"], ("chance", spec))
    verdicts = {
        each.behaviour: each.consistency
        for each in solve_perfect_bayesian(game, mixed=False).equilibria
    }
    assert verdicts == {((1, 0),): "sequential", ((0, 1),): "not sequential"}
    assert check_sequential(game, ((1, 0),)).beliefs == ((Fraction(1, 4), Fraction(3, 4)),)


def test_slips_count_in_what_chance_excludes():
    """The nodes behind one impossible move are believed as the slips before and after it go."""

    def later(pays):
        return ("B", "h", {"up": [0, pays], "down": [0, 1 - pays]})

    slips = ("A", "a", {"stop": [1, 0], "l": later(0), "r": later(1)})
    spec = {"never": (Fraction(0), slips), "always": (Fraction(1), [0, 0])}
    game = tree(["A", "B"], ("chance", spec))
    for move in ("up", "down"):
        behaviour = pure(game, a="stop", h=move)
        finding = check_sequential(game, behaviour)
        assert finding.verdict == "sequential"
        left, right = finding.beliefs[1]
        assert (right > left) == (move == "up")


def test_limits_are_told(monkeypatch):
    monkeypatch.setattr(consistency, "MOST_PATTERNS", 1)
    game = selten_horse()
    (stays,) = [each.behaviour for each in solve_perfect_bayesian(game, mixed=False).equilibria]
    finding = check_sequential(game, stays)
    assert finding.verdict == "not decided"
    assert "more than 1 patterns" in finding.why


def test_probabilities_that_are_not_known_exactly_are_not_judged():
    behaviour = ((0.3, 0.7), *[(1.0, 0.0)] * 3)
    assert check_sequential(beer_quiche(), behaviour).verdict == "not decided"
