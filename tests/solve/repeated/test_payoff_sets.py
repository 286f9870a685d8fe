"""Sets of subgame-perfect payoffs: published examples, and paths that anyone can check."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.repeated.operator import Act, Weights, acts_of, generated
from vcgame.solve.repeated.payoff_set import payoff_set
from vcgame.solve.repeated.penal import kept_up, penal_code
from vcgame.solve.repeated.polygon import contains, distance, hull, includes
from vcgame.solve.repeated.stage import Stage

PAYOFFS = st.integers(min_value=-3, max_value=6)
DELTAS = st.sampled_from(
    [Fraction(0), Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(7, 10), Fraction(9, 10)]
)


def stage_of(first, second):
    return Stage(StrategicGame.from_matrices(first, second))


def symmetric(rows):
    return stage_of(rows, [list(column) for column in zip(*rows, strict=True)])


@st.composite
def stages(draw, rows=2, columns=2):
    return stage_of(
        [[draw(PAYOFFS) for _ in range(columns)] for _ in range(rows)],
        [[draw(PAYOFFS) for _ in range(columns)] for _ in range(rows)],
    )


def generates_itself(stage, polygon, delta):
    """Every vertex is a lottery over (1-d) g + d w with w in the polygon and no gain by deviating.

    It is enough to look at the hull of these points, each found by a grid over the edges where
    the constraints cut; here by checking all cuts of all edges one by one.
    """
    game = stage.game
    worst = [min(point[k] for point in polygon) for k in (0, 1)]
    points = []
    edges = list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))
    for profile in game.profiles():
        g = game.payoff(profile)
        best = []
        for k in (0, 1):
            others = [(*profile[:k], own, *profile[k + 1 :]) for own in range(game.shape[k])]
            best.append(max(game.payoff(other)[k] for other in others))

        def good(w, g=g, best=best):
            return all(
                (1 - delta) * g[k] + delta * w[k] >= (1 - delta) * best[k] + delta * worst[k]
                for k in (0, 1)
            )

        candidates = list(polygon)
        need = [
            ((1 - delta) * (best[k] - g[k]) + delta * worst[k]) / delta if delta else worst[k]
            for k in (0, 1)
        ]
        for (a, b), k in product(edges, (0, 1)):
            if a[k] != b[k] and min(a[k], b[k]) <= need[k] <= max(a[k], b[k]):
                share = (need[k] - a[k]) / (b[k] - a[k])
                candidates.append(tuple(x + share * (y - x) for x, y in zip(a, b, strict=True)))
        if contains(polygon, tuple(need)):
            candidates.append(tuple(need))
        points += [
            tuple((1 - delta) * g[k] + delta * w[k] for k in (0, 1)) for w in candidates if good(w)
        ]
    return includes(hull(points), polygon)


def cycles(stage, delta):
    """Payoffs of short cycles that the fear of the worst stage equilibrium keeps up."""
    game = stage.game
    worst = [min(game.payoff(e)[k] for e in stage.equilibria) for k in (0, 1)]
    for length in (1, 2):
        for path in product(game.profiles(), repeat=length):
            values = []
            for start in range(length):
                turned = path[start:] + path[:start]
                weights = [(1 - delta) * delta**t for t in range(length)]
                values.append(
                    tuple(
                        sum(w * game.payoff(p)[k] for w, p in zip(weights, turned, strict=True))
                        / (1 - delta**length)
                        for k in (0, 1)
                    )
                )
            if all(
                values[place][k] >= (1 - delta) * stage.reply(profile, k) + delta * worst[k]
                for place, profile in enumerate(path)
                for k in (0, 1)
            ):
                yield values[0]


def test_abreu_and_sannikov():
    """Abreu and Sannikov (2014), the example of section 6; vertices as QuantEcon computes them."""
    stage = stage_of([[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]])
    found = payoff_set(stage, Fraction(3, 10), Fraction(1, 10**5))
    known = hull(
        (Fraction(x), Fraction(y))
        for x, y in [
            ("7.33770472", "10.9826253"),
            ("1.12568240", "2.8"),
            ("7.33770472", "0"),
            ("7.86308964", "0"),
            ("19.7917977", "2.8"),
            ("15.5630896", "9.1"),
        ]
    )
    assert found.status == "within"
    assert max(distance(found.outer, known), distance(known, found.outer)) < Fraction(1, 3000)
    assert max(distance(found.inner, known), distance(known, found.inner)) < Fraction(1, 3000)
    assert generates_itself(stage, found.inner, Fraction(3, 10))


@pytest.mark.parametrize(
    ("delta", "vertices"),
    [
        (Fraction(0), [(3, 3)]),
        (Fraction(1, 10), [(3, 3)]),
        (Fraction(1, 7), [(3, 3), (9, 9)]),
        (Fraction(9, 10), [(3, 3), (Fraction(39, 4), 3), (9, 9), (3, Fraction(39, 4))]),
    ],
)
def test_a_dilemma_whose_sets_are_known(delta, vertices):
    found = payoff_set(symmetric([[9, 1], [10, 3]]), delta)
    assert found.status == "exact"
    assert set(found.outer) == {(Fraction(x), Fraction(y)) for x, y in vertices}
    assert found.inner == found.outer
    assert found.gap == 0


def test_a_set_that_no_slack_supports():
    """At 2/3 the alternation of (0, 5) and (5, 0) is just kept up; less slack and it is not."""
    found = payoff_set(symmetric([[1, 0], [5, 2]]), Fraction(2, 3))
    assert found.status == "exact"
    assert set(found.inner) == {(2, 2), (3, 2), (2, 3)}


def test_a_set_without_inside_whose_worst_point_is_only_neared():
    """The worst of the first is (8/3, 2): (2, 1) once, then the point of the segment at 7/2."""
    stage = stage_of([[3, 1, 4], [1, 2, 0]], [[2, 1, 4], [2, 1, -2]])
    found = payoff_set(stage, Fraction(2, 5))
    assert found.status == "within"
    assert set(found.inner) == {(Fraction(8, 3), 2), (4, 4)}
    assert found.steps < 200


def test_the_work_ends_where_nothing_inside_is_found():
    """Here the outer polygon goes on shrinking by less and less; (4, 6) alone is found inside."""
    found = payoff_set(stage_of([[0, 1], [2, 4]], [[0, 0], [1, 6]]), Fraction(2, 3))
    assert found.status == "open"
    assert found.inner == ((4, 6),)
    assert found.steps < 2_000


def test_a_cournot_duopoly_on_a_grid():
    """Judd, Yeltekin and Conklin (2003): linear demand 6, unit cost 0.6; here 7 outputs."""
    outputs = [Fraction(k) for k in range(7)]
    rows = [[q * (max(Fraction(0), 6 - q - p) - Fraction(3, 5)) for p in outputs] for q in outputs]
    stage = symmetric(rows)
    found = payoff_set(stage, Fraction(4, 5))
    assert found.status == "within"
    assert generates_itself(stage, found.inner, Fraction(4, 5))
    assert found.threats == (0, 0)
    assert includes(found.outer, found.inner)
    low = payoff_set(stage, Fraction(1, 5))
    assert low.threats is not None
    assert low.threats[0] > 0


@pytest.mark.parametrize(
    "delta", [Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)]
)
def test_matching_pennies_has_no_equilibrium_in_pure_actions(delta):
    found = payoff_set(stage_of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), delta)
    assert (found.status, found.outer, found.inner, found.threats) == ("empty", (), (), None)


HIDE = [[1, -1, 4], [-1, 1, 4], [-4, -4, 3]]
SEEK = [[-1, 1, -4], [1, -1, -4], [4, 4, 3]]


def test_an_empty_set_that_patience_fills():
    """Matching pennies with a third choice, by which both can get 3 and each is tempted by 4."""
    stage = stage_of(HIDE, SEEK)
    assert not stage.equilibria
    assert payoff_set(stage, Fraction(1, 20)).status == "empty"
    late = payoff_set(stage, Fraction(9, 10))
    assert contains(late.inner, (Fraction(3), Fraction(3)))
    assert generates_itself(stage, late.inner, Fraction(9, 10))


@settings(max_examples=12)
@given(st.one_of(stages(), stages(2, 3)), DELTAS)
def test_bounds_hold_what_they_must(stage, delta):
    found = payoff_set(stage, delta)
    assert includes(found.outer, found.inner)
    if found.inner:
        assert generates_itself(stage, found.inner, delta)
    for profile in stage.equilibria:
        assert contains(found.inner, stage.game.payoff(profile))
    if stage.equilibria:
        assert found.status != "empty"
        for payoffs in cycles(stage, delta):
            assert contains(found.outer, payoffs)
            assert distance((payoffs,), found.inner) <= found.gap
    if found.status in ("exact", "within"):
        assert found.gap <= found.wanted


@settings(max_examples=15)
@given(stages(), DELTAS)
def test_other_names_units_and_copies_give_the_same_set(stage, delta):
    game = stage.game
    plain = payoff_set(stage, delta)
    room = plain.wanted * 2
    scaled = replace(
        game, payoffs=tuple(tuple(3 * v - k for v in row) for k, row in enumerate(game.payoffs))
    )
    other = payoff_set(Stage(scaled), delta)
    back = hull((x / 3, (y + 1) / 3) for x, y in other.outer)
    first, second = game.matrices()
    turned = payoff_set(stage_of(first[::-1], second[::-1]), delta)
    swapped = payoff_set(
        stage_of(
            [list(row) for row in zip(*second, strict=True)],
            [list(row) for row in zip(*first, strict=True)],
        ),
        delta,
    )
    mirrored = hull((y, x) for x, y in swapped.outer)
    copied = payoff_set(stage_of([*first, first[0]], [*second, second[0]]), delta)
    for shape in (back, turned.outer, mirrored, copied.outer):
        assert bool(shape) == bool(plain.outer)
        if shape:
            assert distance(shape, plain.outer) <= room
            assert distance(plain.outer, shape) <= room


@settings(max_examples=12)
@given(stages(), DELTAS, DELTAS)
def test_the_set_grows_with_patience(stage, one, other):
    low, high = sorted((one, other))
    assume(low < high)
    assert includes(payoff_set(stage, high).outer, payoff_set(stage, low).inner)


def test_the_shortcut_keeps_all_that_is_generated():
    stage = symmetric([[3, 0], [5, 1]])
    acts, weights = acts_of(stage), Weights.discounted(Fraction(3, 5))
    whole = hull(act.payoffs for act in acts)
    plain = generated(acts, whole, (Fraction(1), Fraction(1)), weights)
    quick = generated(acts, whole, (Fraction(1), Fraction(1)), weights, stationary=True)
    found = payoff_set(stage, Fraction(3, 5))
    assert includes(plain, quick)
    assert includes(quick, found.inner)
    assert acts[0] == Act((Fraction(3), Fraction(3)), (Fraction(2), Fraction(2)))


def test_sets_are_refused_for_three_players_and_odd_numbers():
    three = StrategicGame(
        ("a", "b", "c"),
        (("x",), ("y",), ("z",)),
        ((Fraction(1),), (Fraction(1),), (Fraction(1),)),
    )
    with pytest.raises(UnsupportedError, match="for two players"):
        payoff_set(Stage(three), Fraction(1, 2))
    with pytest.raises(UsageError, match="less than 1"):
        payoff_set(symmetric([[3, 0], [5, 1]]), Fraction(1))


def test_penal_codes_that_are_harder_than_reversion():
    """Abreu (1988), with a third output: a stick that hurts both, then the carrot."""
    stage = symmetric([[10, 3, 0], [15, 7, -4], [7, 5, -15]])
    code = penal_code(stage, (0, 0))
    assert (code.low, code.high, code.ground) == (Fraction(1, 3), Fraction(1, 3), "minmax")
    assert kept_up(stage, (0, 0), Fraction(1, 3))
    assert kept_up(stage, (0, 0), Fraction(1, 3) - Fraction(1, 1000)) is False
    middle = penal_code(
        stage_of([[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]),
        (0, 0),
    )
    assert middle.ground == "bracket"
    assert Fraction(4, 13) <= middle.low < middle.high < Fraction(5, 11)
    assert middle.high - middle.low <= Fraction(1, 1024)


@settings(max_examples=10)
@given(stages())
def test_penal_codes_agree_with_sets(stage):
    for place, profile in enumerate(stage.game.profiles()):
        code = penal_code(stage, profile)
        act = acts_of(stage)[place]
        if code.low is None:
            assert not contains(payoff_set(stage, Fraction(9, 10)).inner, act.payoffs) or any(
                act.gains
            )
            continue
        if code.exact:
            assert kept_up(stage, profile, code.low) is not False
        if code.low > 0:
            assert kept_up(stage, profile, code.low * Fraction(99, 100)) is not True
        if code.high is not None and code.high < 1:
            assert kept_up(stage, profile, (code.high + 1) / 2) is not False


def test_without_a_stage_equilibrium_a_code_may_still_be_found():
    stage = stage_of(HIDE, SEEK)
    code = penal_code(stage, (2, 2))
    assert code.low is not None
    assert code.high is not None
    assert Fraction(1, 3) <= code.low <= code.high <= Fraction(9, 10)
    assert kept_up(stage, (2, 2), code.high)
    never = penal_code(stage, (0, 0))
    assert (never.low, never.ground) == (None, "never")
