"""Regimes in free parameters, against conditions that are known and against the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from vcgame.derive.decision.satisfaction import decide, prove_or_refute
from vcgame.derive.line import line_concept
from vcgame.derive.regimes.answer import Regimes
from vcgame.derive.regimes.questions import NO_VALUE
from vcgame.derive.regimes.regimes import parametric_regimes
from vcgame.derive.regimes.space import LIMIT
from vcgame.derive.statement import all_of, any_of
from vcgame.errors import EvaluationError, UnsupportedError, UsageError
from vcgame.model.formula.expression import Condition
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.point import is_true
from vcgame.model.restriction import free_parameters
from vcgame.model.text import Text
from vcgame.solve.solution import solve

Point = dict[str, Fraction]


def made(
    payoffs: Sequence[Sequence[str]],
    shape: Sequence[int],
    names: str,
    assumptions: Sequence[str] = (),
    levers: str = "",
) -> Model:
    """Make a game of formulas; strategies are called a, b, c of each player."""
    known = names.split()
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy("abc"[k], Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    rows = [tuple(parse_expression(text, known) for text in cell) for cell in payoffs]
    return Model(
        id="m",
        title=Text("m"),
        status="textbook",
        form="strategic",
        players=players,
        parameters={
            name: Parameter(name, Fraction(1), Fraction(-6), Fraction(6), lever=name in levers)
            for name in known
        },
        assumptions=tuple(parse_condition(text, known) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def conditions_of(regimes: Regimes, label: str) -> Condition:
    """Write when a regime holds as one condition."""
    (region,) = [region for region in regimes.regions if region.regime == label]
    return any_of(all_of(place.conditions) for place in region.places)


def equivalent(model: Model, first: Condition, second: Condition) -> bool:
    """Whether two conditions are proved to be the same under the assumptions."""
    return all(
        prove_or_refute([*model.assumptions, one], other).finding == "empty"
        for one, other in ((first, second), (second, first))
    )


def check_at(model: Model, regimes: Regimes, point: Point) -> str:
    """Compare regions and boundaries with the exact solver at a point; say where it lies."""
    label = NO_VALUE
    try:
        if not all(is_true(each, point) for each in model.assumptions):
            return "outside"
        label = solve(model, point, concept=line_concept(model)).regime
    except EvaluationError:
        label = NO_VALUE
    held = [
        region.regime
        for region in regimes.regions
        if any(all(is_true(c, point) for c in place.conditions) for place in region.places)
    ]
    on = [boundary for boundary in regimes.boundaries if is_true(boundary.equation, point)]
    pieces = {
        boundary.regime
        for boundary in on
        if any(all(is_true(c, point) for c in place.conditions) for place in boundary.places)
    }
    if held:
        assert held == [label], (point, held, label)
        return "region"
    assert on, (point, label)
    if pieces:
        assert pieces == {label}, (point, pieces, label)
        return "boundary"
    return "corner"


def check(model: Model, regimes: Regimes, points: int = 120, seed: int = 7) -> set[str]:
    """Check a complete answer at points of a coarse grid, many of which lie on boundaries."""
    assert regimes.complete
    assert regimes.boundaries_complete
    draw = Random(seed)  # noqa: S311  not for secrets
    found = set()
    for number in range(points):
        steps = (2, 4, 24)[number % 3]
        point = {
            name: Fraction(draw.randint(-steps, steps), steps) * (6 if number % 2 else 2)
            for name in model.parameters
        }
        found.add(check_at(model, regimes, point))
    for region in regimes.regions:
        for place in region.places:
            assert place.witness is not None
            assert all(is_true(each, place.witness) for each in place.conditions)
    return found


def test_the_regimes_of_the_brand_to_be_maintained() -> None:
    model = load_model("brand-maintain")
    regimes = parametric_regimes(model)
    known = {
        "abuse, abuse": "tau < T - R and tau < P - S",
        "abuse, abuse | maintain+abuse, maintain+abuse | maintain, maintain": (
            "T - R < tau and tau < P - S"
        ),
        "abuse, maintain | maintain+abuse, maintain+abuse | maintain, abuse": (
            "P - S < tau and tau < T - R"
        ),
        "maintain, maintain": "tau > T - R and tau > P - S",
    }
    assert [region.regime for region in regimes.regions] == sorted(known)
    for label, text in known.items():
        condition = parse_condition(text, list(model.parameters))
        assert equivalent(model, conditions_of(regimes, label), condition)
    assert regimes.complete
    assert regimes.boundaries_complete
    assert {to_text(each.equation) for each in regimes.boundaries} == {
        "tau == T - R",
        "tau == P - S",
    }
    assert len(regimes.boundaries) == 4
    for boundary in regimes.boundaries:
        for place in boundary.places:
            solution = solve(model, place.witness)
            assert solution.regime == boundary.regime
            assert solution.answer.components == boundary.components
            assert boundary.degenerate


def test_the_sides_of_a_boundary_are_those_of_its_equation() -> None:
    model = load_model("brand-maintain")
    for boundary in parametric_regimes(model).boundaries:
        for place in boundary.places:
            step = Fraction(1, 10**6)
            for side, move in ((boundary.below, -step), (boundary.above, step)):
                moved = {**place.witness, "tau": place.witness["tau"] + move}
                assert solve(model, moved).regime == side


def test_boxed_pigs_change_at_one_and_at_six() -> None:
    model = load_model("boxed-pigs")
    regimes = parametric_regimes(model)
    assert regimes.complete
    found = {
        region.regime: [to_text(each) for place in region.places for each in place.conditions]
        for region in regimes.regions
    }
    assert found == {
        "press+wait, press+wait | press, wait | wait, press": ["A < 1"],
        "press, wait": ["A < 6", "A > 1"],
        "wait, wait": ["A > 6"],
    }
    cuts = {to_text(each.equation): each for each in regimes.boundaries}
    assert {key: each.components for key, each in cuts.items()} == {"A == 1": 2, "A == 6": 1}
    assert (cuts["A == 6"].below, cuts["A == 6"].above) == ("press, wait", "wait, wait")


def test_two_by_two_games_with_eight_free_payoffs_have_seven_regimes() -> None:
    cells = [("a", "e"), ("b", "f"), ("c", "g"), ("d", "h")]
    model = made(cells, (2, 2), "a b c d e f g h")
    regimes = parametric_regimes(model)
    assert regimes.complete
    assert regimes.boundaries_complete
    assert len(regimes.regions) == 7
    assert [len(region.places) for region in regimes.regions] == [2, 1, 1, 2, 2, 2, 2]
    assert max(len(place.conditions) for r in regimes.regions for place in r.places) == 4
    seen = set()
    for signs in product((1, -1), repeat=4):
        first, second, third, fourth = map(Fraction, signs)
        point = dict(zip("abcdefgh", map(Fraction, range(8)), strict=True))
        point |= {"a": first, "c": Fraction(0), "b": second, "d": Fraction(0)}
        point |= {"e": third, "f": Fraction(0), "g": fourth, "h": Fraction(0)}
        assert check_at(model, regimes, point) == "region"
        seen.add(solve(model, point).regime)
    assert seen == {region.regime for region in regimes.regions}
    assert check(model, regimes) == {"region", "boundary", "corner"}


def test_the_library_comes_out_complete() -> None:
    counts = {
        "brand-two-firms": 2,
        "brand-large-small": 7,
        "imitate-innovate": 4,
        "subsidy-war": 3,
    }
    for name, count in counts.items():
        model = load_model(name)
        regimes = parametric_regimes(model)
        assert regimes.complete
        assert regimes.boundaries_complete
        assert len(regimes.regions) == count
        draw = Random(name)  # noqa: S311  not for secrets
        for _ in range(40):
            point = {
                key: each.low + (each.high - each.low) * Fraction(draw.randint(0, 12), 12)
                for key, each in model.parameters.items()
            }
            check_at(model, regimes, point)


def test_an_impossible_regime_is_proved_empty() -> None:
    model = load_model("brand-maintain")
    known = list(model.parameters)
    model = replace(
        model,
        assumptions=(*model.assumptions, parse_condition("T - R < P - S - 1", known)),
    )
    regimes = parametric_regimes(model)
    assert regimes.complete
    assert regimes.empty > 0
    chicken = [parse_condition("P - S < tau", known), parse_condition("tau < T - R", known)]
    assert decide([*model.assumptions, *chicken]).finding == "empty"
    both = {"abuse, maintain", "maintain, abuse"}
    assert not any(both & set(region.regime.split(" | ")) for region in regimes.regions)
    assert len(regimes.regions) == 3


@pytest.mark.parametrize(
    ("cells", "names", "assumptions"),
    [
        ([("x*y", "x"), ("y", "1"), ("x", "y*x"), ("1", "x**2")], "x y", ()),
        ([("x**2 + y", "0"), ("0", "y"), ("x", "y"), ("y*x", "1")], "x y", ("x > 0",)),
        ([("x*y", "z"), ("z", "1"), ("0", "y*z"), ("x", "x")], "x y z", ()),
        ([("x**2", "x*y"), ("1", "y"), ("2*x - 1", "y**2"), ("y", "x")], "x y", ()),
    ],
)
def test_products_of_parameters(
    cells: list[tuple[str, str]], names: str, assumptions: tuple[str, ...]
) -> None:
    model = made(cells, (2, 2), names, assumptions)
    assert "region" in check(model, parametric_regimes(model))


def test_a_surface_on_which_something_happens_inside_one_regime() -> None:
    cells = [("(x - y)**2", "1"), ("(x - y)**2", "0"), ("0", "1"), ("0", "0")]
    model = made(cells, (2, 2), "x y")
    regimes = parametric_regimes(model)
    assert [region.regime for region in regimes.regions] == ["a, a"]
    assert to_text(conditions_of(regimes, "a, a")) == "x != y"
    (boundary,) = regimes.boundaries
    assert to_text(boundary.equation) == "x == y"
    assert (boundary.below, boundary.above) == ("a, a", "a, a")
    assert boundary.regime == "a[b], a | b[a], a"
    assert check(model, regimes) >= {"region", "boundary"}


def test_branches_are_written_out() -> None:
    cells = [("min(x, y)", "x"), ("y", "1"), ("0", "abs(y) - 1"), ("1 if x > 0 else y", "x")]
    model = made(cells, (2, 2), "x y")
    assert "region" in check(model, parametric_regimes(model), points=200)


def test_divisors_may_be_zero_inside_the_assumptions() -> None:
    model = made([("1/(x - y)", "x"), ("0", "1"), ("y", "0"), ("1", "x")], (2, 2), "x y")
    regimes = parametric_regimes(model)
    lost = [each for each in regimes.boundaries if each.regime == NO_VALUE]
    assert {to_text(each.equation) for each in lost} == {"x == y"}
    assert all(each.components is None for each in lost)
    assert "region" in check(model, regimes)


def test_three_strategies() -> None:
    cells = [
        *(("x", "0"), ("0", "1"), ("1", "x")),
        *(("1", "x"), ("x", "0"), ("0", "1")),
        *(("0", "1"), ("1", "x"), ("x", "0")),
    ]
    model = made(cells, (3, 3), "x")
    assert check(model, parametric_regimes(model)) >= {"region", "boundary"}


def test_three_strategies_in_two_parameters() -> None:
    cells = [
        *(("x", "2"), ("0", "y"), ("1", "1")),
        *(("1", "0"), ("2", "1"), ("y", "x")),
        *(("y", "1"), ("1", "2"), ("0", "0")),
    ]
    model = made(cells, (3, 3), "x y")
    check(model, parametric_regimes(model))


def test_more_players_have_pure_regimes_only() -> None:
    cells = [
        tuple("x" if profile == ("a",) * 3 else str(profile.count("b")) for _ in range(3))
        for profile in product("ab", repeat=3)
    ]
    cells[-1] = ("y", "y", "0")
    model = made(cells, (2, 2, 2), "x y")
    regimes = parametric_regimes(model)
    assert regimes.concept == "pure"
    assert all(each.components is None for each in regimes.boundaries)
    assert check(model, regimes) >= {"region", "boundary"}


@pytest.mark.parametrize("seed", range(10))
def test_random_games(seed: int) -> None:
    draw = Random(seed)  # noqa: S311  not for secrets
    names = "x y z" if seed % 3 else "x y"

    def formula() -> str:
        one, other = (draw.choice(names.split()) for _ in range(2))
        text = f"{draw.randint(-2, 2)}*{one} + {draw.randint(-2, 2)}"
        return text + f" + {draw.randint(-1, 1)}*{one}*{other}" if draw.random() < 0.3 else text

    assumptions = ("x >= 0",) if seed % 2 else ("x**2 + y**2 < 20", "x + y > -1")
    model = made([(formula(), formula()) for _ in range(4)], (2, 2), names, assumptions)
    assert "region" in check(model, parametric_regimes(model), seed=seed)


def test_a_boundary_without_rational_points() -> None:
    model = made([("x**2", "1"), ("x**2", "0"), ("2", "1"), ("2", "0")], (2, 2), "x")
    regimes = parametric_regimes(model)
    assert regimes.complete
    assert {region.regime for region in regimes.regions} == {"a, a", "b, a"}
    (boundary,) = regimes.boundaries
    assert to_text(boundary.equation) == "x**2 == 2"
    assert [place.witness for place in boundary.places] == [None]
    assert boundary.regime == "a[b], a | b[a], a"
    assert boundary.components is None


def test_a_boundary_at_the_edge_of_the_assumptions_has_one_side() -> None:
    cells = [("x", "1"), ("x", "0"), ("0", "1"), ("0", "0")]
    model = made(cells, (2, 2), "x y", ("x >= 0", "y > 0"), levers="x")
    regimes = parametric_regimes(model)
    (boundary,) = regimes.boundaries
    assert (to_text(boundary.equation), boundary.below, boundary.above) == ("x == 0", None, "a, a")
    assert boundary.regime == "a[b], a | b[a], a"


def test_ties_that_matter_only_together() -> None:
    cells = [("1", "1"), ("x", "0"), ("0", "y"), ("0", "0")]
    model = made(cells, (2, 2), "x y", ("x >= 0", "y >= 0"))
    regimes = parametric_regimes(model)
    assert [region.regime for region in regimes.regions] == ["a, a"]
    (corner,) = regimes.boundaries
    assert to_text(corner.equation) == "x == 0 and y == 0"
    assert (corner.below, corner.above, corner.components) == (None, None, 2)
    assert solve(model, {"x": Fraction(0), "y": Fraction(0)}).regime == corner.regime
    assert check(model, regimes, points=300) == {"outside", "region", "boundary"}


def test_equations_among_the_assumptions_are_solved() -> None:
    cells = [("s", "1"), ("s", "0"), ("t", "1"), ("t", "0")]
    model = made(cells, (2, 2), "s t r", ("s + 2*t + r == 1", "r == 0"), levers="s")
    regimes = parametric_regimes(model)
    assert regimes.complete
    assert [to_text(each) for each in regimes.equations] == ["s + 2*t + r == 1", "r == 0"]
    assert {region.regime for region in regimes.regions} == {"a, a", "b, a"}
    first = parse_condition("s > 1/3", ["s"])
    for region in regimes.regions:
        for place in region.places:
            assert all(is_true(each, place.witness) for each in model.assumptions)
            assert is_true(first, place.witness) is (region.regime == "a, a")


def test_without_work_nothing_is_guessed() -> None:
    model = load_model("boxed-pigs")
    regimes = parametric_regimes(model, effort=0)
    assert not regimes.complete
    assert LIMIT in {each.reason for each in regimes.undecided}
    whole = {region.regime for region in parametric_regimes(model).regions}
    assert {region.regime for region in regimes.regions} <= whole


def test_the_answer_is_the_same_every_time() -> None:
    model = load_model("brand-large-small")
    assert parametric_regimes(model) == parametric_regimes(model)


def test_what_it_cannot_answer_is_refused_with_what_can() -> None:
    with pytest.raises(UnsupportedError, match=r"is a tree; .* use sweep"):
        parametric_regimes(load_model("functional-upgrading"))
    roots = made([("sqrt(x)", "1"), ("0", "0"), ("1", "x"), ("0", "0")], (2, 2), "x")
    with pytest.raises(UnsupportedError, match="sqrt of x is no polynomial; use sweep"):
        parametric_regimes(roots)
    never = made([("x", "1"), ("0", "0"), ("1", "x"), ("0", "0")], (2, 2), "x", ("x > x + 1",))
    with pytest.raises(UsageError, match="no values satisfy the assumptions of m"):
        parametric_regimes(never)
    pigs = load_model("boxed-pigs")
    with pytest.raises(UsageError, match="no parameter of boxed-pigs is free; use solve"):
        parametric_regimes(free_parameters(pigs, (), pigs.values()))
    crooked = made([("x", "1"), ("0", "0"), ("1", "y"), ("0", "0")], (2, 2), "x y", ("x*y == 1",))
    with pytest.raises(UnsupportedError, match=r"x\*y == 1 among its assumptions is not solved"):
        parametric_regimes(crooked)
