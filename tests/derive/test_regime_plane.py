"""Exact maps over two parameters: known maps, and the exact solver at very many points."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.irrational import regime_at
from vcgame.derive.line import line_concept
from vcgame.derive.plane.places import rational_point
from vcgame.derive.plane.plane import Area, Corner, Curve, regime_plane
from vcgame.derive.plane.survey import Arc, Bend
from vcgame.derive.thresholds import OneLever
from vcgame.errors import EvaluationError, UnsupportedError, UsageError
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.restriction import free_parameters
from vcgame.model.text import Text
from vcgame.solve.solution import solve, within_assumptions

NAMES = ("x", "y")


def game_of(payoffs, *, shape=(2, 2), ranges=((-2, 2), (-2, 2)), assumptions=()):
    """A game in x and y; `payoffs` gives the formulas of one profile after the other."""
    players = tuple(
        Player(
            f"p{place}",
            Text(f"p{place}"),
            tuple(Strategy(f"{'abc'[place]}{k}", Text(f"{'abc'[place]}{k}")) for k in range(size)),
        )
        for place, size in enumerate(shape)
    )
    profiles = product(*([each.id for each in player.strategies] for player in players))
    rows = [tuple(parse_expression(str(f), NAMES) for f in cell) for cell in payoffs]
    return Model(
        id="m",
        title=Text("m", "模型"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={
            name: Parameter(name, Fraction(low), Fraction(low), Fraction(high))
            for name, (low, high) in zip(NAMES, ranges, strict=True)
        },
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def decision(formula, **options):
    """The first player chooses between a formula and nothing; the second one has no say."""
    cells = [(formula, 1), (formula, 0), (0, 1), (0, 0)]
    return game_of(cells, **options)


def random_game(rng: Random, shape, degree):
    """Payoffs are polynomials with random whole coefficients."""

    def polynomial():
        return (
            " + ".join(
                f"({rng.randint(-9, 9)})*x**{i}*y**{j}"
                for i in range(degree + 1)
                for j in range(degree + 1 - i)
            )
            .replace("*x**0", "")
            .replace("*y**0", "")
        )

    cells = [tuple(polynomial() for _ in shape) for _ in range(prod(shape))]
    return game_of(cells, shape=shape, ranges=((-1, 1), (-1, 1)))


def solved_label(model, x, y):
    """The regime by the exact solver; ``None`` outside the assumptions and without a value."""
    point = dict(zip(model.parameters, (x, y), strict=True))
    try:
        if within_assumptions(model, point) is not None:
            return None
        return solve(model, point, concept=line_concept(model)).regime
    except EvaluationError:
        return None


def drawn(seed):
    """Random numbers that are the same in every run."""
    return Random(seed)  # noqa: S311 - no secrets here


def equations(plane):
    return [to_text(curve.equation) for curve in plane.curves if not curve.edge]


def labels(plane):
    return [area.regime.label for area in plane.areas]


def pieces_of(plane):
    """All one-dimensional pieces and points of the decomposition."""
    cells = plane.survey.atlas.cells
    arcs = [
        Arc("across", s, k)
        for s, strip in enumerate(cells.strips)
        for k in range(len(strip.branches))
    ]
    arcs += [
        Arc("upright", f, k)
        for f, fiber in enumerate(cells.fibers)
        for k in range(len(fiber.points) - 1)
    ]
    bends = [Bend(f, k) for f, fiber in enumerate(cells.fibers) for k in range(len(fiber.points))]
    return arcs, bends


def points_of(plane, rng, count):
    """Random rational points, and rational points of curves and of their meeting points."""
    (left, right), (low, high) = plane.ranges
    points = []
    for _ in range(count):
        parts = rng.choice((2, 3, 7, 64, 1000))
        points.append(
            (
                left + (right - left) * Fraction(rng.randint(0, parts), parts),
                low + (high - low) * Fraction(rng.randint(0, parts), parts),
            )
        )
    for pieces in pieces_of(plane):
        for piece in rng.sample(pieces, min(count, len(pieces))):
            point = rational_point(plane.survey, piece)
            if point is not None:
                assert plane.piece_at(*point) == piece
                points.append(point)
    return points


def check(plane, rng, count=25):
    """Compare the map with the exact solver."""
    for point in points_of(plane, rng, count):
        found = plane.regime_at(*point)
        assert found.label == solved_label(plane.model, *point), point
        assert (found.status == "solved") == (found.label is not None)
        assert plane.part_at(*point).regime == found, point


def check_branches(plane, rng, count):
    """Compare what holds on branches with the exact signs on the vertical line through them."""
    survey, seen = plane.survey, 0
    arcs = [arc for arc in pieces_of(plane)[0] if arc.kind == "across"]
    for arc in rng.sample(arcs, min(count, len(arcs))):
        strip = survey.atlas.cells.strips[arc.column]
        ball = strip.branches[arc.place].ball
        lever = OneLever(plane.model, "y", {"x": strip.middle})
        low, high = plane.ranges[1]
        for root in lever.candidates(low, high):
            near = root.refined(Fraction(1, 10**30))
            if ball.overlaps(ball * 0 + _arb(near.low)):
                assert regime_at(lever, root) == survey.on(arc).label
                seen += 1
    return seen


def _arb(value):
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def test_two_firms_over_cost_and_subsidy():
    whole = load_model("brand-two-firms")
    plane = regime_plane(free_parameters(whole, ("c", "sigma"), whole.values()))
    assert labels(plane) == ["build, build", "free_ride, free_ride"]
    assert equations(plane) == ["sigma == c - 3.4"]
    curve = plane.part_at(Fraction(22, 5), 1)
    assert isinstance(curve, Curve)
    assert curve.areas == (0, 1)
    assert [float(end) for end in curve.span] == [3.4, 7.4]
    assert curve.solution.answer.components == 1  # every profile is an equilibrium
    assert plane.regime_at(0, 1).status == "outside"  # c > 0 is assumed
    assert isinstance(plane.part_at(1, 1), Area)


def test_an_inspection_game():
    model = game_of(
        [("y - x", "-y"), ("-x", 0), (0, 1), (0, 0)],
        ranges=((0, 2), (0, 2)),
        assumptions=("x > 0",),
    )
    plane = regime_plane(model)
    assert sorted(set(labels(plane))) == ["a0+a1, b0+b1", "a1, b0"]
    assert equations(plane) == ["y == x"]
    check(plane, drawn(1))


def test_boxed_pigs_with_the_cost_of_pressing_and_the_share_of_the_small_pig():
    model = game_of(
        [("5 - x", "1 - x"), ("4 - x", "4"), ("9 - y", "y - x"), (0, 0)], ranges=((0, 10), (0, 9))
    )
    plane = regime_plane(model)
    assert plane.regime_at(2, 1).label == "a0, b1"
    assert {"x == 4", "y == x"} <= set(equations(plane))
    check(plane, drawn(2), 40)


def test_a_circle_is_one_closed_curve():
    plane = regime_plane(decision("1 - x**2 - y**2"))
    assert sorted(labels(plane)) == ["a0, b0", "a1, b0"]
    (circle,) = plane.curves
    assert to_text(circle.equation) == "x**2 + y**2 == 1"
    assert [end.low for end in circle.span] == [-1, 1]
    assert plane.corners == ()
    assert plane.part_at(Fraction(3, 5), Fraction(4, 5)) is plane.curves[0]
    assert plane.part_at(1, 0) is plane.curves[0]  # where it stands upright
    assert circle.regime.label == "a0[a1], b0 | a1[a0], b0"


def test_the_branches_of_a_hyperbola_are_two_curves():
    plane = regime_plane(decision("x*y - 1"))
    assert equations(plane) == ["y == 1/x", "y == 1/x"]
    assert len(plane.areas) == 3


def test_a_single_point_with_a_regime_of_its_own():
    plane = regime_plane(decision("x**2 + y**2"))
    assert len(plane.areas) == 1
    assert plane.curves == ()
    (corner,) = plane.corners
    assert (corner.first.low, corner.second.low) == (0, 0)
    assert corner.regime.label == "a0[a1], b0 | a1[a0], b0"
    assert plane.part_at(0, 0) is corner
    assert isinstance(plane.part_at(0, 1), Area)


def test_a_curve_on_which_alone_the_regime_is_another():
    plane = regime_plane(decision("(x - y)**2"))
    assert labels(plane) == ["a0, b0", "a0, b0"]
    (line,) = plane.curves
    assert line.regime.label == "a0[a1], b0 | a1[a0], b0"


def test_curves_that_touch():
    model = game_of([("y - x**2", "y"), (0, 0), (0, "y"), (0, 0)])
    plane = regime_plane(model)
    touching = [corner for corner in plane.corners if not corner.edge]
    assert [(corner.first.low, corner.second.low) for corner in touching] == [(0, 0)]
    check(plane, drawn(3))


def test_an_upright_irrational_line():
    model = decision("x**2 - 2")
    plane = regime_plane(model)
    assert [curve.along for curve in plane.curves] == ["y", "y"]
    assert plane.curves[0].sample is None
    lever = OneLever(model, "x", {"y": Fraction(0)})
    roots = lever.candidates(Fraction(-2), Fraction(2))
    assert [regime_at(lever, root) for root in roots] == [c.regime.label for c in plane.curves]


def test_irrational_corners_have_a_regime():
    model = game_of([("1 - x**2 - y**2", "x - y"), (0, 0), (0, "x - y"), (0, 0)])
    plane = regime_plane(model)
    inner = [corner for corner in plane.corners if not corner.edge]
    assert [round(float(corner.first), 9) for corner in inner] == [
        round(-sqrt(0.5), 9),
        round(sqrt(0.5), 9),
    ]
    for corner in inner:
        assert not corner.first.rational
        assert corner.solution is None
        assert len(corner.curves) == 3  # the circle ends where b1 is played
    # With x = y the second player is indifferent; on the circle the first one is at b0.
    assert inner[0].regime.label == (
        "a0[a1], b0[b1] | a0[a1], b1[b0] | a1[a0], b0[b1] | a1[a0], b1[b0]"
    )


def test_assumptions_and_missing_values_bound_areas():
    plane = regime_plane(decision("y/x", assumptions=("x + y <= 1",)))
    states = {area.regime.status for area in plane.areas}
    assert states == {"solved", "outside"}
    assert plane.regime_at(0, -1).status == "undefined"
    assert plane.regime_at(0, 1).status == "undefined"
    assert plane.regime_at(0, 2).status == "outside"
    assert plane.regime_at(1, 0).label == "a0[a1], b0 | a1[a0], b0"
    check(plane, drawn(4))


@pytest.mark.parametrize(
    "formula",
    ["max(x, y) - 1", "abs(x - y**2) - 1/2", "min(x**2, y) if x + y > 0 else 1 - y", "max(0, x)"],
)
def test_branches_of_formulas_are_followed(formula):
    check(regime_plane(decision(formula)), drawn(5), 40)


@settings(max_examples=12)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from([((2, 2), 1), ((2, 2), 2), ((2, 3), 1), ((2, 3), 2), ((2, 2, 2), 1)]),
)
def test_random_games_agree_with_the_solver(seed, kind):
    plane = regime_plane(random_game(drawn(seed), *kind))
    check(plane, drawn(seed), 12)


@pytest.mark.parametrize("degree", [1, 2])
def test_random_games_of_three_by_three(degree):
    half = Fraction(1, 2)
    ranges = {"x": (Fraction(0), half), "y": (Fraction(0), half)}
    plane = regime_plane(random_game(drawn(7), (3, 3), degree), ranges=ranges)
    check(plane, drawn(7), 20)


def test_what_holds_on_irrational_branches():
    plane = regime_plane(random_game(drawn(0), (2, 3), 2))
    assert check_branches(plane, drawn(0), 12) >= 8


TIED = ["0", "1", "x", "y", "x + y", "x*y", "x - y", "x**2 + y**2 - 1", "(x - y)**2", "x**2 - y"]
BROKEN = ["1/(x + 3)", "max(x, y)", "x/(y + 1/2)", "abs(x)", "x if x + y > 0 else 2*y", "y/(x - y)"]


@settings(max_examples=14)
@given(
    seed=st.integers(0, 10**6),
    shape=st.sampled_from([(2, 2), (2, 3), (3, 2), (2, 2, 2)]),
    assumptions=st.sampled_from([(), ("x + y < 1",), ("x > 0 or y > 0",), ("x*y >= 0", "x != y")]),
)
def test_games_with_many_ties_agree_with_the_solver(seed, shape, assumptions):
    rng = drawn(seed)
    count = prod(shape)
    pool = TIED + (BROKEN if seed % 2 else [])
    cells = [tuple(rng.choice(pool) for _ in shape) for _ in range(count)]
    plane = regime_plane(game_of(cells, shape=shape, assumptions=assumptions))
    check(plane, rng, 10)


def test_areas_curves_and_corners_fit_together():
    plane = regime_plane(random_game(drawn(3), (2, 3), 2))
    for number, curve in enumerate(plane.curves):
        for area in curve.areas:
            assert number in plane.areas[area].curves
    for corner in plane.corners:
        assert isinstance(corner, Corner)
        assert all(0 <= curve < len(plane.curves) for curve in corner.curves)
    for area in plane.areas:
        assert plane.part_at(*area.sample) is area
        assert area.solution.regime == area.regime.label
    for curve in plane.curves:
        if curve.sample is not None:
            assert plane.part_at(*curve.sample) is curve


def test_the_axes_may_be_exchanged_and_the_ranges_given():
    model = random_game(drawn(11), (2, 2), 2)
    plane = regime_plane(model)
    other = regime_plane(
        model, ranges={"y": (Fraction(-1), Fraction(1)), "x": (Fraction(0), Fraction(1, 2))}
    )
    assert other.parameters == ("y", "x")
    assert other.ranges == ((-1, 1), (0, Fraction(1, 2)))
    rng = drawn(11)
    for _ in range(40):
        x, y = Fraction(rng.randint(0, 50), 100), Fraction(rng.randint(-100, 100), 100)
        assert plane.regime_at(x, y) == other.regime_at(y, x)


def test_of_three_players_pure_equilibria_are_told():
    plane = regime_plane(random_game(drawn(5), (2, 2, 2), 1))
    assert plane.concept == "pure"
    assert all("+" not in (area.regime.label or "") for area in plane.areas)


def test_what_cannot_be_mapped_is_refused_in_one_line():
    model = decision("x - y")
    one = replace(model, parameters={"x": model.parameters["x"]})
    with pytest.raises(UsageError, match=r"two free parameters, m has 1 \(x\)"):
        regime_plane(one)
    bare = replace(model.parameters["y"], low=None, high=None)
    with pytest.raises(UsageError, match=r"y has no range in m; write range = \[low, high\]"):
        regime_plane(replace(model, parameters={"x": model.parameters["x"], "y": bare}))
    with pytest.raises(UsageError, match="a range for 'z', but the free parameters are x and y"):
        regime_plane(model, ranges={"z": (Fraction(0), Fraction(1))})
    with pytest.raises(UsageError, match="the lower end comes first"):
        regime_plane(model, ranges={"x": (Fraction(1), Fraction(1))})
    with pytest.raises(UsageError, match="x = 3 is not between -2 and 2"):
        regime_plane(model).regime_at(3, 0)
    with pytest.raises(UnsupportedError, match=r"sqrt of x is no polynomial.*vcgame frontier m"):
        regime_plane(decision("sqrt(x) - y"))
    with pytest.raises(UnsupportedError, match="6 strategies"):
        regime_plane(game_of([("x", "y")] * 12, shape=(6, 2)))
    with pytest.raises(UnsupportedError, match="degree"):
        regime_plane(decision("x**30*y**31 - 1"))


def test_trees_and_shares_are_refused():
    tree = load_model("functional-upgrading")
    names = list(tree.parameters)[:2]
    with pytest.raises(UnsupportedError, match="is a tree; exact maps are for games"):
        regime_plane(
            free_parameters(tree, names, tree.values()),
            ranges={name: (Fraction(0), Fraction(1)) for name in names},
        )
    fine = load_model("brand-rising-fine")
    names = list(fine.parameters)[:2]
    with pytest.raises(UnsupportedError, match="depend on shares of populations"):
        regime_plane(
            free_parameters(fine, names, fine.values()),
            ranges={name: (Fraction(0), Fraction(1)) for name in names},
        )
