"""Critical discount factors, against every way in which one player can deviate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame, spreads, written_out
from vcgame.solve.repeated.alike import AlikeStage, alike_triggers, repeated_alike
from vcgame.solve.repeated.grim import better_profiles, grim_triggers
from vcgame.solve.repeated.patience import Incentive, patience
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated
from vcgame.solve.repeated.stage import Stage, mixed_minmax

SMALL = Fraction(1, 10**9)
PAYOFFS = st.integers(min_value=-4, max_value=6)


def dilemma(t, r, p, s):
    return StrategicGame.from_matrices([[r, s], [t, p]], [[r, t], [s, p]])


@st.composite
def games(draw, players=2):
    shape = [draw(st.integers(min_value=2, max_value=3)) for _ in range(players)]
    size = 1
    for each in shape:
        size *= each
    payoffs = [[Fraction(draw(PAYOFFS)) for _ in range(size)] for _ in range(players)]
    return StrategicGame(
        tuple(f"p{k}" for k in range(players)),
        tuple(tuple(f"s{k}{j}" for j in range(n)) for k, n in enumerate(shape)),
        tuple(map(tuple, payoffs)),
    )


def kept_up(game, target, punishments, q, delta):
    """Nobody gains by any plan: per player, all pairs of what to play before and after detection.

    While nobody was seen to deviate the others play the target; then the stage equilibrium that
    is given for the player. The values of each plan solve two linear equations.
    """
    for player, after in enumerate(punishments):
        honest = game.payoff(target)[player]
        for own in range(game.shape[player]):
            if own == target[player]:
                continue
            other = (*target[:player], own, *target[player + 1 :])
            now = game.payoff(other)[player]
            best_after = max(
                game.payoff((*after[:player], reply, *after[player + 1 :]))[player]
                for reply in range(game.shape[player])
            )
            # for ever: v = (1-d) now + d (q after + (1-q) v); once only: ... + (1-q) honest
            forever = ((1 - delta) * now + delta * q * best_after) / (1 - delta * (1 - q))
            once = (1 - delta) * now + delta * (q * best_after + (1 - q) * honest)
            if forever > honest or once > honest:
                return False
    return True


@pytest.mark.parametrize(
    ("t", "r", "p", "s", "q", "least"),
    [
        (5, 3, 1, 0, 1, Fraction(1, 2)),
        (3, 2, 1, 0, 1, Fraction(1, 2)),
        (10, 9, 3, 1, 1, Fraction(1, 7)),
        (5, 3, 1, 0, Fraction(1, 2), Fraction(2, 3)),
        (5, 3, 1, 0, Fraction(1, 10), Fraction(10, 11)),
        (3, 2, 0, -1, 1, Fraction(1, 3)),
    ],
)
def test_the_prisoners_dilemma(t, r, p, s, q, least):
    stage = Stage(dilemma(t, r, p, s))
    (found,) = grim_triggers(stage, (0, 0), stage.equilibria, Fraction(q))
    assert (
        found.patience.low == least == Fraction(t - r) / (Fraction(t - r) + Fraction(q) * (r - p))
    )
    assert found.patience.high is None
    assert found.patience.binding == (0, 1)
    assert found.severest
    for delta in (least, least + SMALL, Fraction(999, 1000)):
        assert kept_up(stage.game, (0, 0), [(1, 1)] * 2, Fraction(q), delta)
    assert not kept_up(stage.game, (0, 0), [(1, 1)] * 2, Fraction(q), least - SMALL)


@settings(max_examples=50, deadline=None)
@given(
    st.one_of(games(2), games(3)), st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 7)])
)
def test_every_target_against_every_plan_of_a_deviator(game, q):
    stage = Stage(game)
    assume(stage.equilibria)
    for target in list(game.profiles())[:6]:
        for trigger in grim_triggers(stage, target, stage.equilibria, q):
            if trigger.reversion is None:
                after = [
                    min(stage.equilibria, key=lambda e, k=k: game.payoff(e)[k])
                    for k in range(len(game.players))
                ]
            else:
                ids = zip(game.strategies, trigger.reversion, strict=True)
                after = [tuple(own.index(id) for own, id in ids)] * len(game.players)
            found = trigger.patience
            tried = {Fraction(0), Fraction(1, 3), Fraction(9, 10), Fraction(10**6 - 1, 10**6)}
            for edge in (found.low, found.high):
                if edge is not None:
                    tried |= {edge, max(edge - SMALL, Fraction(0)), edge + SMALL}
            for delta in (each for each in tried if each < 1):
                inside = (
                    found.low is not None
                    and found.low <= delta
                    and (found.high is None or delta <= found.high)
                )
                assert kept_up(game, target, after, q, delta) == inside, (target, delta)


@settings(max_examples=25, deadline=None)
@given(games(2), st.data())
def test_renaming_swapping_scaling_and_doubling_change_nothing(game, data):
    def answers(other, back=lambda ids: ids):
        stage = Stage(other)
        return {
            (back(t.target), None if t.reversion is None else back(t.reversion)): t.patience.low
            for target in other.profiles()
            for t in grim_triggers(stage, target, stage.equilibria)
        }

    plain = answers(game)
    scales = [Fraction(data.draw(st.integers(1, 5)), 3) for _ in game.players]
    shifts = [Fraction(data.draw(PAYOFFS)) for _ in game.players]
    scaled = replace(
        game,
        payoffs=tuple(
            tuple(a * v + b for v in row)
            for a, b, row in zip(scales, shifts, game.payoffs, strict=True)
        ),
    )
    assert answers(scaled) == plain
    orders = [data.draw(st.permutations(range(n))) for n in game.shape]
    cells = [tuple(o[k] for o, k in zip(orders, p, strict=True)) for p in game.profiles()]
    renamed = StrategicGame(
        game.players,
        tuple(tuple(ids[k] for k in o) for ids, o in zip(game.strategies, orders, strict=True)),
        tuple(tuple(row[game.index(cell)] for cell in cells) for row in game.payoffs),
    )
    assert answers(renamed) == plain
    swapped = StrategicGame(
        game.players[::-1],
        game.strategies[::-1],
        tuple(
            tuple(row[game.index((b, a))] for a, b in product(*map(range, game.shape[::-1])))
            for row in game.payoffs[::-1]
        ),
    )
    assert answers(swapped, lambda ids: ids[::-1]) == plain
    # A second copy of the first strategy of the first player.
    doubled = StrategicGame(
        game.players,
        ((*game.strategies[0], "copy"), game.strategies[1]),
        tuple((*row, *row[: game.shape[1]]) for row in game.payoffs),
    )
    found = answers(doubled)
    # A path that already has a copy to leave to may lose only the freedom of a strict best reply
    # that is rewarded; the least discount factor stays.
    kept = {
        key: value
        for key, value in found.items()
        if "copy" not in key[0] and (key[1] is None or "copy" not in key[1])
    }
    for key, value in plain.items():
        if key[1] is not None and key in kept and value is not None and kept[key] is not None:
            assert kept[key] == value


def test_three_alike_firms_agree_with_their_table():
    for payoffs in permutations([0, 1, 3, 4, 6, 2]):
        game = SymmetricGame(
            "f",
            3,
            ("a", "b"),
            (tuple(map(Fraction, payoffs[:3])), tuple(map(Fraction, payoffs[3:]))),
        )
        alike, table = AlikeStage(game), Stage(written_out(game))
        assert alike.minmax() == table.pure_minmax(0)
        common = [e for e in table.equilibria if len(set(e)) == 1]
        assert alike.equilibria == tuple(e[0] for e in common)
        for target in (0, 1):
            ours = alike_triggers(alike, target, alike.equilibria)
            theirs = grim_triggers(table, (target,) * 3, common)
            assert [t.patience.low for t in ours] == [t.patience.low for t in theirs]
            assert [t.patience.high for t in ours] == [t.patience.high for t in theirs]


def test_many_alike_firms_and_three_strategies():
    others = list(spreads(9, 3))
    share = [Fraction(2) * k[0] + Fraction(1) * k[1] for k in others]
    payoffs = (
        tuple(v - 1 for v in share),
        tuple(v + Fraction(1, 2) for v in share),
        tuple(v + 2 for v in share),
    )
    game = SymmetricGame("f", 10, ("most", "some", "none"), payoffs)
    answer = repeated_alike(game)
    found = {(t.target, t.reversion): t.patience.low for t in answer.triggers}
    assert found[("most",), ("none",)] == Fraction(3) / (Fraction(20) - Fraction(2))
    assert found[("some",), ("none",)] == Fraction(3, 2) / (Fraction(11) - Fraction(2))
    assert answer.codes[0].exact
    with pytest.raises(UnsupportedError, match="two players"):
        repeated_alike(game, Question(delta=Fraction(1, 2)))
    with pytest.raises(UsageError, match="did you mean 'most'"):
        repeated_alike(game, Question(target="mst"))
    with pytest.raises(UsageError, match="the pure ones are: none"):
        repeated_alike(game, Question(punishment="most"))


def test_what_never_works_and_why():
    assert patience([Incentive(0, Fraction(1), Fraction(2), (1,), Fraction(1))]).reason == "no_loss"
    assert (
        patience([Incentive(0, Fraction(1), Fraction(2), (1,), Fraction(3))]).reason == "rewarded"
    )
    assert (
        patience([Incentive(0, Fraction(1), Fraction(2), (1,), Fraction(0))], Fraction(0)).reason
        == "not_detected"
    )
    assert patience([Incentive(0, Fraction(1), Fraction(1), (1,), Fraction(2))]).high == 0
    assert patience([Incentive(0, Fraction(1), Fraction(0), (1,), Fraction(2))]).high == Fraction(
        1, 2
    )
    mixed = [
        Incentive(0, Fraction(1), Fraction(0), (1,), Fraction(2)),
        Incentive(1, Fraction(1), Fraction(4), (1,), Fraction(0)),
    ]
    assert (patience(mixed).low, patience(mixed).reason) == (None, "rewarded")
    assert patience([Incentive(0, Fraction(1), None, (), Fraction(5))]).always


def test_securities_of_known_games():
    pennies = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert Stage(pennies).security(0).pure == 1
    assert mixed_minmax(pennies, 0) == mixed_minmax(pennies, 1) == 0
    rps = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    game = StrategicGame.from_matrices(rps, [[-v for v in row] for row in rps])
    assert mixed_minmax(game, 0) == 0
    assert mixed_minmax(
        StrategicGame.from_matrices([[3, 1], [0, 2]], [[0, 0], [0, 0]]), 0
    ) == Fraction(3, 2)


@given(games(2))
@settings(max_examples=40, deadline=None)
def test_the_mixed_minmax_is_the_value_of_the_game_against_oneself(game):
    from vcgame.solve.nash import solve_nash

    ours = game.matrices()[0]
    zero_sum = StrategicGame.from_matrices(ours, [[-v for v in row] for row in ours])
    value = solve_nash(zero_sum).equilibria[0].payoffs[0]
    assert mixed_minmax(game, 0) == value


def test_the_paths_that_are_listed():
    stage = Stage(dilemma(5, 3, 1, 0))
    assert better_profiles(stage) == (((0, 0),), True)
    answer = repeated(stage.game)
    assert [(t.target, t.patience.low) for t in answer.triggers] == [(("r1", "c1"), Fraction(1, 2))]
    assert answer.complete
    wide = StrategicGame.from_matrices(
        [[i + j for j in range(9)] for i in range(9)], [[i + j for j in range(9)] for i in range(9)]
    )
    assert better_profiles(Stage(wide))[0] == ()
    flat = StrategicGame.from_matrices([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    assert repeated(flat).triggers == ()


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"target": "r1"}, "names 1 strategies for 2 players"),
        ({"target": "r1, c9"}, "'c9' is no strategy of column"),
        ({"punishment": "r1, c1"}, "no equilibrium of the stage game; the pure ones are: r2, c2"),
        ({"detection": Fraction(2)}, "a probability is from 0 to 1"),
        ({"gap": Fraction(0)}, "a share of the range"),
        ({"delta": Fraction(1)}, "from 0 to less than 1"),
        ({"delta": Fraction(-1)}, "from 0 to less than 1"),
        ({"delta": Fraction(2), "rounds": 2}, "from 0 to 1"),
        ({"rounds": 0}, "from 1 to 1000"),
    ],
)
def test_mistakes_are_named(asked, wrong):
    with pytest.raises(UsageError, match=wrong):
        repeated(dilemma(5, 3, 1, 0), Question(**asked))


def test_one_player_and_irrational_payoffs_are_refused():
    from flint import arb

    alone = StrategicGame(("a",), (("x", "y"),), ((Fraction(1), Fraction(2)),))
    with pytest.raises(UnsupportedError, match="two players and more"):
        repeated(alone)
    odd = StrategicGame(("a", "b"), (("x",), ("y",)), ((arb(2).sqrt(),), (Fraction(1),)))
    with pytest.raises(UnsupportedError, match="irrational"):
        repeated(odd)
