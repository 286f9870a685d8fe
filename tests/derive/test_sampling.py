"""Points for claims: exact, dense, repeatable, on the thresholds and on both sides of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

import vcgame.derive.sampling as sampling
from vcgame.derive.claims import _boundaries
from vcgame.derive.roots import roots
from vcgame.derive.sampling import sample_points
from vcgame.model.claim import Claim, Inequality
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.parser import parse_condition
from vcgame.model.library import library_models
from vcgame.model.model import Instance, Model, Parameter, Player
from vcgame.model.text import Text

NAMES = ["a", "b", "c", "d"]
MOST = 700


@pytest.fixture(autouse=True)
def fewer_points(monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", MOST)


def model_of(assumptions=(), ranges=None, instances=None):
    ranges = ranges or {}
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=(Player("p", Text("p")),),
        parameters={
            name: Parameter(name, Fraction(1), *map(Fraction, ranges.get(name, (0, 4))))
            if ranges.get(name, ()) is not None
            else Parameter(name, Fraction(1))
            for name in NAMES
        },
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        instances=instances or {},
    )


def claim_of(when=(), *, exactly=False, at=None):
    return Claim(
        id="k",
        says=Text("k"),
        claimed=Inequality(parse_condition("a == a", NAMES)),
        when=tuple(parse_condition(text, NAMES) for text in when),
        exactly=exactly,
        point=tuple((name, Fraction(value)) for name, value in (at or {}).items()),
        line=1,
    )


def sampled(model, claim, boundaries=()):
    return list(sample_points(model, claim, [parse_condition(t, NAMES) for t in boundaries]))


def stated(claim, points):
    return [p for p in points if all(holds(condition, p) for condition in claim.when)]


def test_points_keep_the_assumptions_and_are_all_different():
    model = model_of(["a > b", "0 <= c <= 1", "d*c < a"])
    points = sampled(model, claim_of(), ["a > 2*b", "d == c"])
    assert all(holds(assumption, p) for p in points for assumption in model.assumptions)
    keys = [tuple(p.values()) for p in points]
    assert len(set(keys)) == len(keys)
    assert all(list(p) == NAMES for p in points)
    assert all(isinstance(value, Fraction) for p in points for value in p.values())
    assert len(points) == MOST


def test_points_are_the_same_every_time_and_differ_between_claims():
    model, claim = model_of(["a >= b"]), claim_of()
    assert sampled(model, claim, ["a > c"]) == sampled(model, claim, ["a > c"])
    other = Claim("other", *(getattr(claim, name) for name in Claim.__slots__[1:]))
    assert sampled(model, claim, ["a > c"]) != sampled(model, other, ["a > c"])


def test_the_default_point_and_the_instances_come_first():
    there = Instance("i", Text("i"), "", {"b": Fraction(3, 7)})
    model = model_of(instances={"i": there})
    first, second = sampled(model, claim_of())[:2]
    assert first == model.values()
    assert second == model.values("i")


def test_thresholds_are_hit_exactly_and_on_both_sides():
    model = model_of()
    points = sampled(model, claim_of(), ["a*b > c"])
    gaps = [p["a"] * p["b"] - p["c"] for p in points]
    assert sum(gap == 0 for gap in gaps) >= 60
    assert sum(0 < gap < Fraction(1, 10_000) for gap in gaps) >= 60
    assert sum(0 > gap > -Fraction(1, 10_000) for gap in gaps) >= 60
    assert sum(gap > 1 for gap in gaps) >= 10
    assert sum(gap < -1 for gap in gaps) >= 10


@pytest.mark.parametrize(
    "boundary",
    ["a > min(b, c)", "abs(a - b) < c", "(a if c > d else b) > 1", "a/(b + 1) > c/d", "a**2 > b"],
)
def test_thresholds_with_branches_and_denominators_are_hit(boundary):
    points = sampled(model_of(["d > 0"]), claim_of(), [boundary])
    condition = parse_condition(boundary, NAMES)
    ties = [p for p in points if evaluate(condition.left, p) == evaluate(condition.right, p)]
    assert len(ties) >= 30
    assert {holds(condition, p) for p in points} == {True, False}


def test_irrational_roots_are_approached_from_both_sides():
    points = sampled(model_of(), claim_of(at={"b": 2}), ["a**2 > b"])
    gaps = [p["a"] ** 2 - 2 for p in points]
    assert any(0 < gap < Fraction(1, 10**4) for gap in gaps)
    assert any(0 > gap > -Fraction(1, 10**4) for gap in gaps)


def test_boundaries_beyond_algebra_are_passed_over():
    assert len(sampled(model_of(), claim_of(), ["sqrt(a) > b", "exp(a) > 2"])) >= 60


def test_boundaries_are_not_asked_for_before_they_are_needed():
    def boundaries():
        raise AssertionError
        yield

    points = sample_points(model_of(), claim_of(), boundaries())
    assert len([next(points) for _ in range(40)]) == 40


EQUATIONS = {
    "one": ["a == b"],
    "nonlinear": ["a*b == c"],
    "apart": ["a == b", "c == d"],
    "one in another": ["a - b == c", "d == a - b"],
    "sharing both parameters": ["a + b == 3", "a - b == 1"],
    "three in four parameters": ["a + b + c == 4", "a - b == d", "c == 2*d"],
    "said twice": ["a == b", "2*a == 2*b"],
    "a chain": ["a == b == c"],
    "with a condition": ["a == b", "a > c"],
    "a square": ["a**2 == b"],
    "a square and a line": ["a**2 == b", "b == c + 1"],
    "a ratio": ["a/(b + 1) == c"],
}


@pytest.mark.parametrize(
    ("name", "exactly"),
    [*((name, False) for name in EQUATIONS), ("one", True), ("a ratio", True), ("apart", True)],
)
def test_thin_sets_are_met_often(name, exactly):
    model, claim = model_of(["a >= 0"]), claim_of(EQUATIONS[name], exactly=exactly)
    points = sampled(model, claim, [*EQUATIONS[name], "a > 1"])
    on = stated(claim, points)
    free = 4 - len(EQUATIONS[name]) + (name == "said twice") - (name == "a chain")
    free += name == "with a condition"
    assert len(on) >= (60 if free > 2 else 30)
    if name == "sharing both parameters":
        assert {p["a"] for p in on} == {2}
    else:
        assert {p["a"] > 1 for p in on} == {True, False}
        assert any(p["a"] == 1 for p in on)
    if exactly:
        assert len(points) - len(on) >= 60


def test_an_equation_that_holds_nowhere_gives_no_points():
    claim = claim_of(["a == b", "a == b + 1"])
    assert stated(claim, sampled(model_of(), claim, ["a == b"])) == []


def test_equations_among_the_assumptions_are_kept():
    model = model_of(["a + b + c == 3", "a > 0"])
    points = sampled(model, claim_of(["a == 2*b"]), ["a > b"])
    assert len(points) >= 60
    assert all(p["a"] + p["b"] + p["c"] == 3 for p in points)
    assert sum(p["a"] == 2 * p["b"] for p in points) >= 60


def test_fixed_parameters_stay_fixed():
    points = sampled(model_of(), claim_of(at={"a": "1/3", "c": 2}), ["a > b", "c == d"])
    assert {(p["a"], p["c"]) for p in points} == {(Fraction(1, 3), Fraction(2))}
    assert len({p["b"] for p in points}) >= 20
    whole = claim_of(at=dict.fromkeys(NAMES, 3))
    assert sampled(model_of(), whole, ["a > b"]) == [dict.fromkeys(NAMES, Fraction(3))]


def test_a_parameter_without_a_range_moves_around_its_value():
    points = sampled(model_of(ranges={"a": None}), claim_of(), ["a > b"])
    drawn = {p["a"] for p in points}
    assert min(drawn) < 0
    assert max(drawn) > 2


def test_one_parameter_is_looked_at_closely():
    points = sampled(model_of(), claim_of(at={"b": 1, "c": 1, "d": 1}), ["a > b"])
    inside = sorted({p["a"] for p in points if 0 <= p["a"] <= 4})
    assert len(inside) >= 45
    assert max(b - a for a, b in pairwise(inside)) < Fraction(1, 3)


def test_narrow_conditions_are_looked_for():
    claim = claim_of(["a > 3", "b > 3", "c > 3"])
    points = sampled(model_of(), claim, ["a > 3", "b > 3"])
    assert len(stated(claim, points)) >= 60


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ([3], []),
        ([], []),
        ([0, 0, 0], []),
        ([-1, 2], ["1/2"]),
        ([-1, 2, 0, 0], ["1/2"]),
        ([-1, 0, 4], ["-1/2", "1/2"]),
        ([1, -2, 1], ["1"]),
        ([1, 0, 1], []),
        ([-6, 11, -6, 1], ["1", "2", "3"]),
        ([0, -1, 0, 1], ["0", "1"]),
        ([-4, 0, 0, "1/2"], ["2"]),
    ],
)
def test_roots(coefficients, expected):
    found = roots([Fraction(c) for c in coefficients], Fraction(0), Fraction(4))
    assert found == [Fraction(root) for root in expected]


def test_irrational_roots_are_close():
    (one,) = [
        x for x in roots([Fraction(-2), Fraction(0), Fraction(1)], *[Fraction(0)] * 2) if x > 0
    ]
    assert abs(one**2 - 2) < Fraction(1, 10**20)
    (two,) = roots([Fraction(-2), Fraction(0), Fraction(0), Fraction(1)], Fraction(0), Fraction(4))
    assert abs(two**3 - 2) < Fraction(1, 10**10)


@pytest.mark.parametrize("id", [model.id for model in library_models()])
def test_every_claim_of_the_library_is_tried_at_many_points(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 200)
    model = next(m for m in library_models() if m.id == id)
    for claim in model.claims:
        points = list(sample_points(model, claim, _boundaries(model, claim)))
        free = len(model.parameters) - len(claim.point)
        whole = any(parameter.whole for parameter in model.parameters.values())
        single = free <= 1 or (whole and "==" in str(claim.when))  # rounding leaves an equation
        least = 1 if not free or (free <= 1 and "==" in str(claim.when)) else 15 if single else 50
        assert len(stated(claim, points)) >= least, claim.id


def test_elimination_gives_up_where_it_would_grow(monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 150)
    long = " + ".join(f"a**{k}*b**{j}*c" for k in range(1, 5) for j in range(4))
    claim = claim_of([f"{long} == d", "a*b*c == 1"])
    assert all(p["a"] > 0 for p in sampled(model_of(["a > 0"]), claim, ["a > 1"]))
